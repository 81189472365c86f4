package mpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** The constants of MPI, and its initialization and finalization. */
public final class MPI {
  // ---- communicators and groups

  /** The communicator of all processes that were started together. */
  public static final Intracomm COMM_WORLD = new Intracomm("COMM_WORLD");

  /** The communicator of this process alone. */
  public static final Intracomm COMM_SELF = new Intracomm("COMM_SELF");

  /** No communicator. */
  public static final Intracomm COMM_NULL = new Intracomm("COMM_NULL");

  /** The group without processes. */
  public static final Group GROUP_EMPTY = Group.NO_PROCESSES;

  /** No group. */
  public static final Group GROUP_NULL = Group.none();

  /** No request: the operation is complete. */
  public static final Request REQUEST_NULL = new Request(null);

  /** A status without a message. */
  public static final Status EMPTY_STATUS = new Status();

  /** Result of a comparison: identical. */
  public static final int IDENT = 0;

  /** Result of a comparison: the same processes in the same order. */
  public static final int CONGRUENT = 1;

  /** Result of a comparison: the same processes in another order. */
  public static final int SIMILAR = 2;

  /** Result of a comparison: different processes. */
  public static final int UNEQUAL = 3;

  // ---- ranks and tags

  /** As the source of a receive: any rank. */
  public static final int ANY_SOURCE = -1;

  /** As the tag of a receive: any tag. */
  public static final int ANY_TAG = -1;

  /**
   * As a rank: no process. A send to it does nothing, and a receive from it gives an empty message.
   */
  public static final int PROC_NULL = -2;

  /** As the root of a collective operation of an intercommunicator: this rank. */
  public static final int ROOT = -4;

  /** No value. */
  public static final int UNDEFINED = -1;

  // ---- datatypes

  /** {@code byte}. */
  public static final Datatype BYTE = Datatype.basic(Element.BYTE, "BYTE");

  /** {@code char}. */
  public static final Datatype CHAR = Datatype.basic(Element.CHAR, "CHAR");

  /** {@code short}. */
  public static final Datatype SHORT = Datatype.basic(Element.SHORT, "SHORT");

  /** {@code boolean}. */
  public static final Datatype BOOLEAN = Datatype.basic(Element.BOOLEAN, "BOOLEAN");

  /** {@code int}. */
  public static final Datatype INT = Datatype.basic(Element.INT, "INT");

  /** {@code long}. */
  public static final Datatype LONG = Datatype.basic(Element.LONG, "LONG");

  /** {@code float}. */
  public static final Datatype FLOAT = Datatype.basic(Element.FLOAT, "FLOAT");

  /** {@code double}. */
  public static final Datatype DOUBLE = Datatype.basic(Element.DOUBLE, "DOUBLE");

  /** The output of {@code pack}. */
  public static final Datatype PACKED = Datatype.basic(Element.PACKED, "PACKED");

  /** Objects that can be serialized; the buffer is an array of them. */
  public static final Datatype OBJECT = Datatype.basic(Element.OBJECT, "OBJECT");

  /** No datatype. */
  public static final Datatype DATATYPE_NULL = Datatype.basic(Element.NONE, "DATATYPE_NULL");

  /** No datatype. */
  public static final Datatype NULL = DATATYPE_NULL;

  /** In {@link Datatype#Struct}: the lower bound. */
  public static final Datatype LB = Datatype.marker("LB", true);

  /** In {@link Datatype#Struct}: the upper bound. */
  public static final Datatype UB = Datatype.marker("UB", false);

  /** Two {@code float}s, a complex number. */
  public static final Datatype FLOAT_COMPLEX = Datatype.complex(Element.FLOAT, "FLOAT_COMPLEX");

  /** Two {@code double}s, a complex number. */
  public static final Datatype DOUBLE_COMPLEX = Datatype.complex(Element.DOUBLE, "DOUBLE_COMPLEX");

  /** Two {@code short}s, a value and an index. */
  public static final Datatype SHORT2 = Pair.SHORT2.type("SHORT2");

  /** Two {@code int}s, a value and an index. */
  public static final Datatype INT2 = Pair.INT2.type("INT2");

  /** Two {@code long}s, a value and an index. */
  public static final Datatype LONG2 = Pair.LONG2.type("LONG2");

  /** Two {@code float}s, a value and an index. */
  public static final Datatype FLOAT2 = Pair.FLOAT2.type("FLOAT2");

  /** Two {@code double}s, a value and an index. */
  public static final Datatype DOUBLE2 = Pair.DOUBLE2.type("DOUBLE2");

  /** A {@code short} and an {@code int}, a value and an index; see {@link #shortInt}. */
  public static final Datatype SHORT_INT = Pair.SHORT_INT.type("SHORT_INT");

  /** A {@code long} and an {@code int}, a value and an index; see {@link #longInt}. */
  public static final Datatype LONG_INT = Pair.LONG_INT.type("LONG_INT");

  /** A {@code float} and an {@code int}, a value and an index; see {@link #floatInt}. */
  public static final Datatype FLOAT_INT = Pair.FLOAT_INT.type("FLOAT_INT");

  /** A {@code double} and an {@code int}, a value and an index; see {@link #doubleInt}. */
  public static final Datatype DOUBLE_INT = Pair.DOUBLE_INT.type("DOUBLE_INT");

  /** Reads and writes items of the datatype in a buffer. */
  public static final Int2 int2 = new Int2();

  /** Reads and writes items of the datatype in a buffer. */
  public static final ShortInt shortInt = new ShortInt();

  /** Reads and writes items of the datatype in a buffer. */
  public static final LongInt longInt = new LongInt();

  /** Reads and writes items of the datatype in a buffer. */
  public static final FloatInt floatInt = new FloatInt();

  /** Reads and writes items of the datatype in a buffer. */
  public static final DoubleInt doubleInt = new DoubleInt();

  // ---- operations

  /** The maximum. */
  public static final Op MAX = new Op(Op.Kind.MAX);

  /** The minimum. */
  public static final Op MIN = new Op(Op.Kind.MIN);

  /** The sum. */
  public static final Op SUM = new Op(Op.Kind.SUM);

  /** The product. */
  public static final Op PROD = new Op(Op.Kind.PROD);

  /** Logical and: whether all are true, or not 0. */
  public static final Op LAND = new Op(Op.Kind.LAND);

  /** {@code a & b}. */
  public static final Op BAND = new Op(Op.Kind.BAND);

  /** Logical or: whether one is true, or not 0. */
  public static final Op LOR = new Op(Op.Kind.LOR);

  /** {@code a | b}. */
  public static final Op BOR = new Op(Op.Kind.BOR);

  /** Logical exclusive or: whether an odd number of them is true, or not 0. */
  public static final Op LXOR = new Op(Op.Kind.LXOR);

  /** {@code a ^ b}. */
  public static final Op BXOR = new Op(Op.Kind.BXOR);

  /** The minimum and its lowest index. */
  public static final Op MINLOC = new Op(Op.Kind.MINLOC);

  /** The maximum and its lowest index. */
  public static final Op MAXLOC = new Op(Op.Kind.MAXLOC);

  /** For windows: the new item replaces the old one. */
  public static final Op REPLACE = new Op(Op.Kind.REPLACE);

  /** For windows: the old item stays. */
  public static final Op NO_OP = new Op(Op.Kind.NO_OP);

  // ---- hints

  /** No hints. */
  public static final Info INFO_NULL = Info.freed();

  /**
   * How the program was started, from Init on: {@code command} (the main class), {@code argv},
   * {@code maxprocs}, {@code soft}, {@code host}, {@code arch}, {@code wdir} and {@code
   * thread_level}, as far as they are known.
   */
  public static final Info INFO_ENV = new Info();

  // ---- errors

  /** An error ends the job. */
  public static final Errhandler ERRORS_ARE_FATAL = new Errhandler("ERRORS_ARE_FATAL");

  /** An error ends the job. */
  public static final Errhandler ERRORS_ABORT = new Errhandler("ERRORS_ABORT");

  /** An error is thrown as an exception, also if another rank has ended. */
  public static final Errhandler ERRORS_RETURN = new Errhandler("ERRORS_RETURN");

  /** No error. */
  public static final int SUCCESS = ErrorClass.SUCCESS;

  /** A buffer is wrong. */
  public static final int ERR_BUFFER = ErrorClass.BUFFER;

  /** A count is wrong. */
  public static final int ERR_COUNT = ErrorClass.COUNT;

  /** A datatype is wrong. */
  public static final int ERR_TYPE = ErrorClass.TYPE;

  /** A tag is wrong. */
  public static final int ERR_TAG = ErrorClass.TAG;

  /** A communicator is wrong. */
  public static final int ERR_COMM = ErrorClass.COMM;

  /** A rank is wrong. */
  public static final int ERR_RANK = ErrorClass.RANK;

  /** A request is wrong. */
  public static final int ERR_REQUEST = ErrorClass.REQUEST;

  /** A root is wrong. */
  public static final int ERR_ROOT = ErrorClass.ROOT;

  /** A group is wrong. */
  public static final int ERR_GROUP = ErrorClass.GROUP;

  /** An operation is wrong. */
  public static final int ERR_OP = ErrorClass.OP;

  /** A topology is wrong. */
  public static final int ERR_TOPOLOGY = ErrorClass.TOPOLOGY;

  /** Dimensions are wrong. */
  public static final int ERR_DIMS = ErrorClass.DIMS;

  /** Another argument is wrong. */
  public static final int ERR_ARG = ErrorClass.ARG;

  /** The error is not known. */
  public static final int ERR_UNKNOWN = ErrorClass.UNKNOWN;

  /** A message is longer than its buffer. */
  public static final int ERR_TRUNCATE = ErrorClass.TRUNCATE;

  /** Another error. */
  public static final int ERR_OTHER = ErrorClass.OTHER;

  /** An error of the implementation. */
  public static final int ERR_INTERN = ErrorClass.INTERN;

  /** The error is in the status. */
  public static final int ERR_IN_STATUS = ErrorClass.IN_STATUS;

  /** The operation is not complete. */
  public static final int ERR_PENDING = ErrorClass.PENDING;

  /** A file may not be accessed. */
  public static final int ERR_ACCESS = ErrorClass.ACCESS;

  /** The mode of a file is wrong. */
  public static final int ERR_AMODE = ErrorClass.AMODE;

  /** An assertion is wrong. */
  public static final int ERR_ASSERT = ErrorClass.ASSERT;

  /** A file's name is wrong. */
  public static final int ERR_BAD_FILE = ErrorClass.BAD_FILE;

  /** A base is wrong. */
  public static final int ERR_BASE = ErrorClass.BASE;

  /** A conversion failed. */
  public static final int ERR_CONVERSION = ErrorClass.CONVERSION;

  /** A displacement is wrong. */
  public static final int ERR_DISP = ErrorClass.DISP;

  /** There is a data representation of that name. */
  public static final int ERR_DUP_DATAREP = ErrorClass.DUP_DATAREP;

  /** The file already exists. */
  public static final int ERR_FILE_EXISTS = ErrorClass.FILE_EXISTS;

  /** The file is in use. */
  public static final int ERR_FILE_IN_USE = ErrorClass.FILE_IN_USE;

  /** A file is wrong. */
  public static final int ERR_FILE = ErrorClass.FILE;

  /** A key of hints is wrong. */
  public static final int ERR_INFO_KEY = ErrorClass.INFO_KEY;

  /** There is no such key of hints. */
  public static final int ERR_INFO_NOKEY = ErrorClass.INFO_NOKEY;

  /** A value of hints is wrong. */
  public static final int ERR_INFO_VALUE = ErrorClass.INFO_VALUE;

  /** Hints are wrong. */
  public static final int ERR_INFO = ErrorClass.INFO;

  /** Input or output failed. */
  public static final int ERR_IO = ErrorClass.IO;

  /** A key of attributes is wrong. */
  public static final int ERR_KEYVAL = ErrorClass.KEYVAL;

  /** The kind of a lock is wrong. */
  public static final int ERR_LOCKTYPE = ErrorClass.LOCKTYPE;

  /** A name is not known. */
  public static final int ERR_NAME = ErrorClass.NAME;

  /** There is not enough memory. */
  public static final int ERR_NO_MEM = ErrorClass.NO_MEM;

  /** An argument differs between ranks. */
  public static final int ERR_NOT_SAME = ErrorClass.NOT_SAME;

  /** There is not enough space. */
  public static final int ERR_NO_SPACE = ErrorClass.NO_SPACE;

  /** There is no such file. */
  public static final int ERR_NO_SUCH_FILE = ErrorClass.NO_SUCH_FILE;

  /** A port is wrong. */
  public static final int ERR_PORT = ErrorClass.PORT;

  /** A process was aborted. */
  public static final int ERR_PROC_ABORTED = ErrorClass.PROC_ABORTED;

  /** A quota is exceeded. */
  public static final int ERR_QUOTA = ErrorClass.QUOTA;

  /** A file or file system is read-only. */
  public static final int ERR_READ_ONLY = ErrorClass.READ_ONLY;

  /** Accesses to a window conflict. */
  public static final int ERR_RMA_CONFLICT = ErrorClass.RMA_CONFLICT;

  /** A window was used with wrong synchronization. */
  public static final int ERR_RMA_SYNC = ErrorClass.RMA_SYNC;

  /** A service is wrong. */
  public static final int ERR_SERVICE = ErrorClass.SERVICE;

  /** A size is wrong. */
  public static final int ERR_SIZE = ErrorClass.SIZE;

  /** Processes could not be started. */
  public static final int ERR_SPAWN = ErrorClass.SPAWN;

  /** The data representation is not supported. */
  public static final int ERR_UNSUPPORTED_DATAREP = ErrorClass.UNSUPPORTED_DATAREP;

  /** The operation is not supported. */
  public static final int ERR_UNSUPPORTED_OPERATION = ErrorClass.UNSUPPORTED_OPERATION;

  /** A window is wrong. */
  public static final int ERR_WIN = ErrorClass.WIN;

  /** Another rank ended. */
  public static final int ERR_PROC_FAILED = ErrorClass.PROC_FAILED;

  /** A resource of the system is used up. */
  public static final int ERR_SYSRESOURCE = ErrorClass.SYSRESOURCE;

  /** The largest error code. */
  public static final int ERR_LASTCODE = ErrorClass.LAST;

  // ---- attributes

  /** Key of an attribute. The greatest tag. */
  public static final int TAG_UB = -10;

  /** Key of an attribute. The rank of the host process: none. */
  public static final int HOST = -11;

  /** Key of an attribute. Which ranks can do input and output: all. */
  public static final int IO = -12;

  /** Key of an attribute. Whether all ranks have one clock: a {@code Boolean}. */
  public static final int WTIME_IS_GLOBAL = -13;

  /** Key of an attribute. Which of several programs this is. */
  public static final int APPNUM = -14;

  /** Key of an attribute. The last error code that is used. */
  public static final int LASTUSEDCODE = -15;

  /** Key of an attribute. How many processes there could be. */
  public static final int UNIVERSE_SIZE = -16;

  /** Key of an attribute. Of a window: its buffer. */
  public static final int WIN_BASE = -17;

  /** Key of an attribute. Of a window: its size. */
  public static final int WIN_SIZE = -18;

  /** Key of an attribute. Of a window: the unit of its displacements. */
  public static final int WIN_DISP_UNIT = -19;

  /** No key. */
  public static final int KEYVAL_INVALID = -1;

  // ---- limits and versions

  /** The version of the standard. */
  public static final int VERSION = 3;

  /** The subversion of the standard. */
  public static final int SUBVERSION = 1;

  /** Bytes that a message in buffered mode needs in addition to its data. */
  public static final int BSEND_OVERHEAD = 64;

  /** Bytes that a message needs in addition to its data. */
  public static final int SEND_OVERHEAD = 0;

  /** Bytes that a message needs in addition to its data. */
  public static final int RECV_OVERHEAD = 0;

  /** Length of the longest name of an object. */
  public static final int MAX_OBJECT_NAME = 64;

  /** Length of the longest name of a port. */
  public static final int MAX_PORT_NAME = 1024;

  /** Length of the longest name of a data representation. */
  public static final int MAX_DATAREP_STRING = 128;

  /** Length of the longest key of hints. */
  public static final int MAX_INFO_KEY = 255;

  /** Length of the longest value of hints. */
  public static final int MAX_INFO_VAL = 1024;

  /** Processors of this machine that the process may use. */
  public static final int NUM_OF_PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** Whether the implementation writes a trace: no. */
  public static final boolean DEBUG = false;

  /** Not used. */
  public static final boolean isOldSelected = false;

  // ---- threads

  /** There is one thread. */
  public static final int THREAD_SINGLE = 0;

  /** Only the main thread calls MPI. */
  public static final int THREAD_FUNNELED = 1;

  /** One thread at a time calls MPI. */
  public static final int THREAD_SERIALIZED = 2;

  /** Any number of threads call MPI. */
  public static final int THREAD_MULTIPLE = 3;

  // ---- topologies and distributions

  /** A kind of topology: a grid. */
  public static final int CART = 1;

  /** A kind of topology: a graph. */
  public static final int GRAPH = 2;

  /** A kind of topology: a graph of which each rank knows its own part. */
  public static final int DIST_GRAPH = 3;

  /** For distributed arrays: rows first. */
  public static final int ORDER_C = 0;

  /** For distributed arrays: columns first. */
  public static final int ORDER_FORTRAN = 1;

  /** For distributed arrays: in blocks. */
  public static final int DISTRIBUTE_BLOCK = 0;

  /** For distributed arrays: in turns. */
  public static final int DISTRIBUTE_CYCLIC = 1;

  /** For distributed arrays: not at all. */
  public static final int DISTRIBUTE_NONE = 2;

  /** For distributed arrays: the default. */
  public static final int DISTRIBUTE_DFLT_DARG = -1;

  // ---- files and windows

  /** Mode of a file: create the file if it does not exist. */
  public static final int MODE_CREATE = 1;

  /** Mode of a file: read only. */
  public static final int MODE_RDONLY = 2;

  /** Mode of a file: write only. */
  public static final int MODE_WRONLY = 4;

  /** Mode of a file: read and write. */
  public static final int MODE_RDWR = 8;

  /** Mode of a file: delete it when it is closed. */
  public static final int MODE_DELETE_ON_CLOSE = 16;

  /** Mode of a file: no other process has it open. */
  public static final int MODE_UNIQUE_OPEN = 32;

  /** Mode of a file: fail if the file exists. */
  public static final int MODE_EXCL = 64;

  /** Mode of a file: begin at its end. */
  public static final int MODE_APPEND = 128;

  /** Mode of a file: read or write in order only. */
  public static final int MODE_SEQUENTIAL = 256;

  /** Of a view of a file: where the shared pointer is. */
  public static final int DISPLACEMENT_CURRENT = -54278278;

  /** Of seeking in a file: from the start. */
  public static final int SEEK_SET = 600;

  /** Of seeking in a file: from the pointer. */
  public static final int SEEK_CUR = 602;

  /** Of seeking in a file: from the end. */
  public static final int SEEK_END = 604;

  /** Assertion on a window: the other side is ready. */
  public static final int MODE_NOCHECK = 1;

  /** Assertion on a window: no accesses came before. */
  public static final int MODE_NOPRECEDE = 2;

  /** Assertion on a window: no process puts. */
  public static final int MODE_NOPUT = 4;

  /** Assertion on a window: this rank stored nothing. */
  public static final int MODE_NOSTORE = 8;

  /** Assertion on a window: no accesses follow. */
  public static final int MODE_NOSUCCEED = 16;

  /** Kind of a lock of a window: exclusive. */
  public static final int LOCK_EXCLUSIVE = 1;

  /** Kind of a lock of a window: shared. */
  public static final int LOCK_SHARED = 2;

  /** All members are static. The constructor exists for programs that create an object. */
  public MPI() {}

  // ---- the beginning and the end

  /**
   * Initializes MPI, at most at the level {@link #THREAD_MULTIPLE}.
   *
   * @param args of the program
   * @return the program's own arguments, without those that mpjrun adds before them
   * @throws MPIException if MPI is initialized already, or the other ranks cannot be reached
   */
  public static String[] Init(String[] args) {
    return World.init(args, THREAD_MULTIPLE);
  }

  /**
   * Initializes MPI.
   *
   * @param args of the program
   * @param required level of threads
   * @return the level that is granted: {@link #THREAD_MULTIPLE}
   * @throws MPIException if MPI is initialized already, or the other ranks cannot be reached
   */
  public static int InitThread(String[] args, int required) {
    World.init(args, THREAD_MULTIPLE);
    return THREAD_MULTIPLE;
  }

  /**
   * Initializes MPI.
   *
   * @param required level of threads
   * @param provided is not used
   * @param args of the program
   * @return the program's own arguments
   * @throws MPIException if MPI is initialized already, or the other ranks cannot be reached
   */
  public static String[] initThread(int required, int provided, String[] args) {
    return World.init(args, THREAD_MULTIPLE);
  }

  /**
   * Finalizes MPI: waits for all ranks and frees all resources. After that MPI may be initialized
   * again.
   *
   * @throws MPIException if MPI is not initialized
   */
  public static void Finalize() {
    World.end();
  }

  /**
   * Whether MPI was initialized, even if it was finalized after that.
   *
   * @return whether it was
   */
  public static boolean isInitialized() {
    return World.isInside() || World.isOver();
  }

  /**
   * Whether MPI was initialized, even if it was finalized after that.
   *
   * @return whether it was
   */
  public static boolean Initialized() {
    return isInitialized();
  }

  /**
   * Whether MPI was finalized, and not initialized again.
   *
   * @return whether it was
   */
  public static boolean isFinalized() {
    return World.isOver();
  }

  /**
   * Whether MPI was finalized, and not initialized again.
   *
   * @return whether it was
   */
  public static boolean Finalized() {
    return isFinalized();
  }

  /**
   * The level of threads that is granted.
   *
   * @return {@link #THREAD_MULTIPLE}
   * @throws MPIException if MPI is not initialized
   */
  public static int queryThread() {
    World.requireInside();
    return World.threadLevel();
  }

  /**
   * Whether this thread initialized MPI.
   *
   * @return whether it did
   * @throws MPIException if MPI is not initialized
   */
  public static boolean isThreadMain() {
    World.requireInside();
    return World.isMainThread();
  }

  /**
   * Whether this thread initialized MPI.
   *
   * @return whether it did
   * @throws MPIException if MPI is not initialized
   */
  public static boolean isMainThread() {
    return isThreadMain();
  }

  // ---- time, place and version

  /**
   * The time since a fixed moment in the past; all processes of a node have the same clock.
   *
   * @return in seconds
   */
  public static double wtime() {
    return System.nanoTime() / 1e9;
  }

  /**
   * The time since a fixed moment in the past; all processes of a node have the same clock.
   *
   * @return in seconds
   */
  public static double Wtime() {
    return wtime();
  }

  /**
   * The resolution of {@link #wtime}.
   *
   * @return in seconds
   */
  public static double wtick() {
    return 1e-9;
  }

  /**
   * The resolution of {@link #Wtime}.
   *
   * @return in seconds
   */
  public static double Wtick() {
    return wtick();
  }

  /**
   * The name of this machine.
   *
   * @return the host name
   */
  public static String getProcessorName() {
    return World.hostName();
  }

  /**
   * The name of this machine.
   *
   * @return the host name
   */
  public static String Get_processor_name() {
    return getProcessorName();
  }

  /**
   * The version of the standard.
   *
   * @return the version
   */
  public static Version getVersion() {
    return new Version(VERSION, SUBVERSION);
  }

  /**
   * The name and version of this implementation.
   *
   * @return the name of the library
   */
  public static String getLibVersion() {
    return "crossmem, package mpi, MPI " + VERSION + "." + SUBVERSION;
  }

  /**
   * For tools that profile; does nothing.
   *
   * @param level of profiling
   * @param obj is not used
   */
  public static void pControl(int level, Object obj) {}

  // ---- error handler of COMM_WORLD

  /**
   * Sets the error handler of {@link #COMM_WORLD}.
   *
   * @param errhandler {@link #ERRORS_RETURN} or {@link #ERRORS_ARE_FATAL}
   * @throws MPIException if it is null
   */
  public static void Errorhandler_set(Errhandler errhandler) {
    COMM_WORLD.setErrhandler(errhandler);
  }

  /**
   * The error handler of {@link #COMM_WORLD}.
   *
   * @return the handler
   */
  public static Errhandler Errorhandler_get() {
    return COMM_WORLD.getErrhandler();
  }

  // ---- buffered mode

  /**
   * Sets how many bytes of messages buffered sends may store: the length of the array. Each message
   * counts {@link #BSEND_OVERHEAD} bytes more. The array itself is not used.
   *
   * @param buffer its length is the limit
   * @throws MPIException if it is null, or something is attached already
   */
  public static void attachBuffer(byte[] buffer) {
    BufferedSends.attach(buffer, buffer == null ? 0 : buffer.length);
  }

  /**
   * Waits until all messages of buffered sends have been sent.
   *
   * @return the array that was attached; null if there was none
   */
  public static byte[] detachBuffer() {
    Object attached = BufferedSends.detach();
    return attached instanceof byte[] array ? array : null;
  }

  /**
   * Sets how many bytes of messages buffered sends may store, as {@link #attachBuffer} does.
   *
   * @param buffer its length is the limit
   * @throws MPIException if it is null, or something is attached already
   */
  public static void Buffer_attach(byte[] buffer) {
    attachBuffer(buffer);
  }

  /**
   * Sets how many bytes of messages buffered sends may store, as {@link #attachBuffer} does.
   *
   * @param buffer its capacity is the limit
   * @throws MPIException if it is null, or something is attached already
   */
  public static void Buffer_attach(ByteBuffer buffer) {
    BufferedSends.attach(buffer, buffer == null ? 0 : buffer.capacity());
  }

  /**
   * Waits until all messages of buffered sends have been sent.
   *
   * @return the array that was attached; null if there was none, or if it was a {@code ByteBuffer}
   */
  public static byte[] Buffer_detach() {
    return detachBuffer();
  }

  // ---- buffers

  /**
   * A buffer outside the heap, in native order.
   *
   * @param capacity in elements
   * @return the buffer
   */
  public static ByteBuffer newByteBuffer(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  /**
   * A buffer outside the heap, in native order.
   *
   * @param capacity in elements
   * @return the buffer
   */
  public static CharBuffer newCharBuffer(int capacity) {
    return ByteBuffer.allocateDirect(bytes(capacity, Character.BYTES))
        .order(ByteOrder.nativeOrder())
        .asCharBuffer();
  }

  /**
   * A buffer outside the heap, in native order.
   *
   * @param capacity in elements
   * @return the buffer
   */
  public static ShortBuffer newShortBuffer(int capacity) {
    return ByteBuffer.allocateDirect(bytes(capacity, Short.BYTES))
        .order(ByteOrder.nativeOrder())
        .asShortBuffer();
  }

  /**
   * A buffer outside the heap, in native order.
   *
   * @param capacity in elements
   * @return the buffer
   */
  public static IntBuffer newIntBuffer(int capacity) {
    return ByteBuffer.allocateDirect(bytes(capacity, Integer.BYTES))
        .order(ByteOrder.nativeOrder())
        .asIntBuffer();
  }

  /**
   * A buffer outside the heap, in native order.
   *
   * @param capacity in elements
   * @return the buffer
   */
  public static LongBuffer newLongBuffer(int capacity) {
    return ByteBuffer.allocateDirect(bytes(capacity, Long.BYTES))
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  /**
   * A buffer outside the heap, in native order.
   *
   * @param capacity in elements
   * @return the buffer
   */
  public static FloatBuffer newFloatBuffer(int capacity) {
    return ByteBuffer.allocateDirect(bytes(capacity, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /**
   * A buffer outside the heap, in native order.
   *
   * @param capacity in elements
   * @return the buffer
   */
  public static DoubleBuffer newDoubleBuffer(int capacity) {
    return ByteBuffer.allocateDirect(bytes(capacity, Double.BYTES))
        .order(ByteOrder.nativeOrder())
        .asDoubleBuffer();
  }

  /**
   * The part of a buffer from an element on.
   *
   * @param buf the buffer
   * @param offset index of the first element
   * @return a view of it
   */
  public static ByteBuffer slice(ByteBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice().order(buf.order());
  }

  /**
   * The part of an array from an element on.
   *
   * @param buf the array
   * @param offset index of the first element
   * @return a view of it
   */
  public static ByteBuffer slice(byte[] buf, int offset) {
    return ByteBuffer.wrap(buf, offset, buf.length - offset).slice().order(ByteOrder.nativeOrder());
  }

  /**
   * The part of a buffer from an element on.
   *
   * @param buf the buffer
   * @param offset index of the first element
   * @return a view of it
   */
  public static CharBuffer slice(CharBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /**
   * The part of an array from an element on.
   *
   * @param buf the array
   * @param offset index of the first element
   * @return a view of it
   */
  public static CharBuffer slice(char[] buf, int offset) {
    return CharBuffer.wrap(buf, offset, buf.length - offset).slice();
  }

  /**
   * The part of a buffer from an element on.
   *
   * @param buf the buffer
   * @param offset index of the first element
   * @return a view of it
   */
  public static ShortBuffer slice(ShortBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /**
   * The part of an array from an element on.
   *
   * @param buf the array
   * @param offset index of the first element
   * @return a view of it
   */
  public static ShortBuffer slice(short[] buf, int offset) {
    return ShortBuffer.wrap(buf, offset, buf.length - offset).slice();
  }

  /**
   * The part of a buffer from an element on.
   *
   * @param buf the buffer
   * @param offset index of the first element
   * @return a view of it
   */
  public static IntBuffer slice(IntBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /**
   * The part of an array from an element on.
   *
   * @param buf the array
   * @param offset index of the first element
   * @return a view of it
   */
  public static IntBuffer slice(int[] buf, int offset) {
    return IntBuffer.wrap(buf, offset, buf.length - offset).slice();
  }

  /**
   * The part of a buffer from an element on.
   *
   * @param buf the buffer
   * @param offset index of the first element
   * @return a view of it
   */
  public static LongBuffer slice(LongBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /**
   * The part of an array from an element on.
   *
   * @param buf the array
   * @param offset index of the first element
   * @return a view of it
   */
  public static LongBuffer slice(long[] buf, int offset) {
    return LongBuffer.wrap(buf, offset, buf.length - offset).slice();
  }

  /**
   * The part of a buffer from an element on.
   *
   * @param buf the buffer
   * @param offset index of the first element
   * @return a view of it
   */
  public static FloatBuffer slice(FloatBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /**
   * The part of an array from an element on.
   *
   * @param buf the array
   * @param offset index of the first element
   * @return a view of it
   */
  public static FloatBuffer slice(float[] buf, int offset) {
    return FloatBuffer.wrap(buf, offset, buf.length - offset).slice();
  }

  /**
   * The part of a buffer from an element on.
   *
   * @param buf the buffer
   * @param offset index of the first element
   * @return a view of it
   */
  public static DoubleBuffer slice(DoubleBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /**
   * The part of an array from an element on.
   *
   * @param buf the array
   * @param offset index of the first element
   * @return a view of it
   */
  public static DoubleBuffer slice(double[] buf, int offset) {
    return DoubleBuffer.wrap(buf, offset, buf.length - offset).slice();
  }

  private static int bytes(int capacity, int each) {
    return Math.multiplyExact(capacity, each);
  }
}
