/*
 * jni.h includes <stdio.h> and uses nothing of it. This empty one lets it
 * compile for a target whose libc headers are not installed.
 */
