/**
 * Messages between the processes of one machine, in the words of MPI.
 *
 * <p>{@link io.crossmem.message.MessageBuffer} is memory that messages move through fastest; {@link
 * io.crossmem.message.DataType} and {@link io.crossmem.message.Op} say what a reduction does with
 * it.
 */
package io.crossmem.message;
