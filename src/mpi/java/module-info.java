/**
 * The standard API of MPI for Java, package {@code mpi}, on the messages of {@code io.crossmem}.
 *
 * <p>It is the union of the two APIs that programs were written for: the mpiJava 1.2 API as MPJ
 * Express has it, with capitalised names, and the binding of Open MPI, in camel case. Both may be
 * used in one program.
 */
module io.crossmem.mpi {
  requires transitive io.crossmem;

  exports mpi;
  exports mpjbuf;
  exports mpjdev;
  exports xdev;
}
