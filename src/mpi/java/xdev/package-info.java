/** For programs written for MPJ Express that import this package, but use nothing of it. */
package xdev;
