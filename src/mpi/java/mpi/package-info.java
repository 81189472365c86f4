/**
 * MPI for Java: programs written for MPJ Express or for the binding of Open MPI run as they are.
 *
 * <p>Ranks are processes of one node. A buffer is an array, or a buffer of {@code java.nio}; of a
 * buffer, element 0 is the first, whatever its position is. Counts are in elements of the datatype.
 * Offsets (in the capitalised methods) are in elements of the array, and so are bounds, extents and
 * sizes of datatypes.
 *
 * <p>Errors are {@link mpi.MPIException}s, which are unchecked and have an error class of the
 * standard. {@link mpi.Comm#setErrhandler} says whether a communicator throws or ends the job; one
 * for which nothing was said throws, except that the end of another rank ends the job.
 *
 * <p>Any number of threads may call anything, virtual threads too, but the collective operations of
 * one communicator only one after another.
 */
package mpi;
