/*
 * jni.h includes <stdio.h> but uses nothing from it. With this empty file it compiles for targets
 * whose libc headers are not installed.
 */
