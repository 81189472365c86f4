/*
 * The JNI functions of io.crossmem.internal.network.Mpi: the few functions of MPI
 * that crossmem calls, in whichever libmpi is found when the program runs.
 *
 * No header of an MPI is used, and no symbol is linked: of the libc only what is
 * declared here, without a version, so that one file serves every glibc and musl.
 */
#include <jni.h>
#include <stdint.h>

#include "abi.h"

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_crossmem_internal_network_Mpi_##name

enum { RTLD_NOW = 2, RTLD_GLOBAL = 0x100 }; /* dlfcn.h of glibc and musl */

enum { MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000, EAGAIN = 11 }; /* on all of Linux's architectures we build for */

void *dlopen(const char *file, int mode);
void *dlsym(void *library, const char *name);
char *dlerror(void);
int setenv(const char *name, const char *value, int overwrite);
intptr_t send(int socket, const void *from, size_t length, int flags);
intptr_t recv(int socket, void *to, size_t room, int flags);
int *__errno_location(void);

static struct mpi mpi;
static struct abi abi;
static int (*acknowledge)(void *comm); /* failures of ranks; null where MPI does not report them */
static void *world; /* a duplicate: messages of the user's own MPI calls are never ours */

static void *pointer(jlong address)
{
	return (void *)(uintptr_t)address;
}

/* Copies a text with its zero byte, as far as there is room; its length. */
static int copy_text(const char *from, char *to, int room)
{
	int length = 0;

	for (; from && from[length] && length < room - 1; length++)
		to[length] = from[length];
	to[length] = 0;
	return length;
}

/*
 * UCX, which many MPI libraries use, installs its own handler of SIGSEGV. A JVM would then
 * end at its first null check. So it is disabled, unless the user has set the variable.
 *
 * Open MPI 5 and later abort the process when a connection to another breaks, unless they
 * are told to report that. Earlier releases ignore the variable.
 *
 * Open MPI's plug-ins find the library itself among the global symbols.
 */
NATIVE(jlong, open)(JNIEnv *env, jclass type, jlong name, jlong text, jint room)
{
	void *library;

	(void)env, (void)type;
	setenv("UCX_ERROR_SIGNALS", "", 0);
	setenv("OMPI_MCA_mpi_ft_enable", "1", 0);
	library = dlopen(pointer(name), RTLD_NOW | RTLD_GLOBAL);
	if (!library) /* at once: the JVM's own dlsym would replace it */
		copy_text(dlerror(), pointer(text), room);
	return (jlong)(uintptr_t)library;
}

/* Finds the functions; 0, or 1 + the number of the first that is not there. */
NATIVE(jint, bind)(JNIEnv *env, jclass type, jlong library)
{
	(void)env, (void)type;
	for (int i = 0; i < FUNCTION_COUNT; i++) {
		void *found = dlsym(pointer(library), FUNCTIONS[i].name);

		if (!found)
			return i + 1;
		*(void **)((char *)&mpi + FUNCTIONS[i].offset) = found;
	}
	return 0;
}

NATIVE(jint, functionName)(JNIEnv *env, jclass type, jint number, jlong text, jint room)
{
	(void)env, (void)type;
	return copy_text(FUNCTIONS[number - 1].name, pointer(text), room);
}

/* The text by which the library identifies itself. */
NATIVE(jint, version)(JNIEnv *env, jclass type, jlong text)
{
	int length = 0;

	(void)env, (void)type;
	mpi.get_library_version(pointer(text), &length);
	return length;
}

/* Whether the handles are those of MPI 5's standard ABI. */
NATIVE(jboolean, isStandardAbi)(JNIEnv *env, jclass type, jlong library)
{
	int (*get_version)(int *major, int *minor) = (int (*)(int *, int *))dlsym(pointer(library), "MPI_Abi_get_version");
	int major = -1, minor = -1;

	(void)env, (void)type;
	return get_version && get_version(&major, &minor) == 0 && major > 0;
}

/* Selects the handles of one of the three kinds; false if the library does not have them. */
NATIVE(jboolean, use)(JNIEnv *env, jclass type, jlong library, jint kind)
{
	(void)env, (void)type;
	abi = ABIS[kind];
	if (kind == OPEN_MPI) {
		abi.comm_world = dlsym(pointer(library), "ompi_mpi_comm_world");
		abi.byte = dlsym(pointer(library), "ompi_mpi_byte");
		abi.errors_return = dlsym(pointer(library), "ompi_mpi_errors_return");
		acknowledge = (int (*)(void *))dlsym(pointer(library), "MPIX_Comm_failure_ack");
	}
	return abi.comm_world && abi.byte && abi.errors_return;
}

/* Initialises MPI, unless this process has done so already. Returns 0 or MPI's error. */
NATIVE(jint, init)(JNIEnv *env, jclass type)
{
	int done = 0, provided = 0, error;
	union handle comm = {0};

	(void)env, (void)type;
	error = mpi.initialized(&done);
	if (!error && !done) {
		error = mpi.init_thread(0, 0, abi.serialized, &provided);
		if (!error && provided < abi.serialized)
			return NO_THREADS;
	}
	if (!error)
		error = mpi.comm_dup(abi.comm_world, &comm);
	if (!error) {
		world = abi.int_handles ? (void *)(intptr_t)comm.number : comm.pointer;
		error = mpi.comm_set_errhandler(world, abi.errors_return);
	}
	return error;
}

NATIVE(jint, rank)(JNIEnv *env, jclass type)
{
	int rank = -1;

	(void)env, (void)type;
	mpi.comm_rank(world, &rank);
	return rank;
}

NATIVE(jint, size)(JNIEnv *env, jclass type)
{
	int size = -1;

	(void)env, (void)type;
	mpi.comm_size(world, &size);
	return size;
}

NATIVE(jint, allgather)(JNIEnv *env, jclass type, jlong own, jlong all, jint bytes)
{
	(void)env, (void)type;
	return mpi.allgather(pointer(own), bytes, abi.byte, pointer(all), bytes, abi.byte, world);
}

NATIVE(jint, send)(JNIEnv *env, jclass type, jlong request, jlong address, jint bytes, jint to, jint tag)
{
	(void)env, (void)type;
	return mpi.isend(pointer(address), bytes, abi.byte, to, tag, world, pointer(request));
}

/* From one rank, or from any where the number is below 0. */
NATIVE(jint, receive)(JNIEnv *env, jclass type, jlong request, jlong address, jint bytes, jint from, jint tag)
{
	(void)env, (void)type;
	return mpi.irecv(pointer(address), bytes, abi.byte, from < 0 ? abi.any_source : from, tag, world,
			 pointer(request));
}

/*
 * 1 if a request is over, 0 if not, or minus MPI's error. The source and length of a receive
 * are stored in the request.
 *
 * When a rank has failed, Open MPI 5 and later let receives from any rank wait, with an error
 * each time, until the failure is acknowledged.
 */
NATIVE(jint, test)(JNIEnv *env, jclass type, jlong request)
{
	struct request *one = pointer(request);
	union status status;
	int flag = 0, error;

	(void)env, (void)type;
	error = mpi.test(&one->handle, &flag, &status);
	if (error && !flag && acknowledge && acknowledge(world) == 0)
		return 0;
	if (error)
		return -error;
	if (flag) {
		one->source = status.words[abi.source_word];
		one->bytes = 0;
		mpi.get_count(&status, abi.byte, &one->bytes);
	}
	return flag;
}

NATIVE(jint, cancel)(JNIEnv *env, jclass type, jlong request)
{
	(void)env, (void)type;
	return mpi.cancel(pointer(request));
}

NATIVE(jint, errorText)(JNIEnv *env, jclass type, jint error, jlong text)
{
	int length = 0;

	(void)env, (void)type;
	mpi.error_string(error, pointer(text), &length);
	return length;
}

NATIVE(jint, finish)(JNIEnv *env, jclass type)
{
	(void)env, (void)type;
	return mpi.finalize();
}

/* To the launcher's socket. Whether all was sent. */
NATIVE(jboolean, sendToLauncher)(JNIEnv *env, jclass type, jint socket, jlong address, jint bytes)
{
	(void)env, (void)type;
	return send(socket, pointer(address), (size_t)bytes, MSG_NOSIGNAL) == bytes;
}

/* Receives what is there. The number of bytes, 0 for none, or -1 if no more will arrive. */
NATIVE(jint, receiveFromLauncher)(JNIEnv *env, jclass type, jint socket, jlong address, jint room)
{
	intptr_t count = recv(socket, pointer(address), (size_t)room, MSG_DONTWAIT);

	(void)env, (void)type;
	if (count < 0)
		return *__errno_location() == EAGAIN ? 0 : -1;
	return count == 0 ? -1 : (jint)count;
}
