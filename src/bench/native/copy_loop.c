/*
 * The baseline in C for Java: a loop around the raw system call. It runs in the JVM as a JNI
 * function, so that both use the same thread, core and memory, and can take turns every
 * millisecond.
 */
#include <jni.h>

#include "syscalls.h"

/* Reads `rounds` times; returns the bytes of the last read, or -errno. */
JNIEXPORT jlong JNICALL Java_io_crossmem_bench_overhead_CopyLoop_read(JNIEnv *env, jclass type, jint pid,
							     jlong local, jlong local_count,
							     jlong remote, jlong remote_count,
							     jint rounds)
{
	long result = 0;

	(void)env, (void)type;
	for (int i = 0; i < rounds; i++) {
		result = process_vm_readv(pid, (const struct iovec *)(uintptr_t)local,
					  (unsigned long)local_count,
					  (const struct iovec *)(uintptr_t)remote,
					  (unsigned long)remote_count, 0);
		if (failed(result))
			break;
	}
	return result;
}
