/**
 * Messages between the processes of one node, in MPI's words: rank, tag, communicator, request. A
 * {@link io.crossmem.message.Communicator} is the place to start.
 */
package io.crossmem.message;
