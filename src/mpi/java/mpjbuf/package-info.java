/**
 * The classes of MPJ Express's package {@code mpjbuf} that programs use to pack items. Here a
 * buffer is an array of bytes.
 */
package mpjbuf;
