/** Messages between the processes of one node. */
package io.crossmem.message;
