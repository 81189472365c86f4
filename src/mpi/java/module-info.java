/**
 * The standard API of MPI for Java, package {@code mpi}, on the messages of {@code io.crossmem}.
 *
 * <p>It contains two APIs: the mpiJava 1.2 API of MPJ Express, with capitalized names, and the Java
 * binding of Open MPI, with names in camel case. A program may use both.
 */
module io.crossmem.mpi {
  requires transitive io.crossmem;

  exports mpi;
  exports mpjbuf;
  exports mpjdev;
  exports xdev;
}
