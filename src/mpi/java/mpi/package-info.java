/**
 * MPI for Java: programs written for MPJ Express or for the Java binding of Open MPI run unchanged.
 *
 * <p>Ranks are processes of one node. A message is in an array or in a buffer of {@code java.nio}.
 * The position of a buffer is ignored: it begins at element 0. Counts are in elements of the
 * datatype. Offsets (in the capitalized methods) are in elements of the array, and so are bounds,
 * extents and sizes of datatypes.
 *
 * <p>Errors are {@link mpi.MPIException}s, which are unchecked and have an error class of the
 * standard. {@link mpi.Comm#setErrhandler} says whether an error of a communicator is thrown or
 * ends the job. By default it is thrown, except that the end of another rank ends the job.
 *
 * <p>Any number of threads, also virtual threads, may call MPI at the same time. The exception are
 * the collective operations of one communicator: they must be called one after another.
 */
package mpi;
