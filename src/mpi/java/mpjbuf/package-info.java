/**
 * What programs for MPJ Express name of its package of this name, to pack items into: a buffer is
 * an array of bytes here.
 */
package mpjbuf;
