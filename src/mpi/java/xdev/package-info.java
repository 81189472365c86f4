/**
 * There for programs for MPJ Express that import the package of this name and use nothing of it.
 */
package xdev;
