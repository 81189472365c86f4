package mpi;

/** The numbers of the error classes. */
final class ErrorClass {
  static final int SUCCESS = 0;
  static final int BUFFER = 1;
  static final int COUNT = 2;
  static final int TYPE = 3;
  static final int TAG = 4;
  static final int COMM = 5;
  static final int RANK = 6;
  static final int REQUEST = 7;
  static final int ROOT = 8;
  static final int GROUP = 9;
  static final int OP = 10;
  static final int TOPOLOGY = 11;
  static final int DIMS = 12;
  static final int ARG = 13;
  static final int UNKNOWN = 14;
  static final int TRUNCATE = 15;
  static final int OTHER = 16;
  static final int INTERN = 17;
  static final int IN_STATUS = 18;
  static final int PENDING = 19;
  static final int ACCESS = 20;
  static final int AMODE = 21;
  static final int ASSERT = 22;
  static final int BAD_FILE = 23;
  static final int BASE = 24;
  static final int CONVERSION = 25;
  static final int DISP = 26;
  static final int DUP_DATAREP = 27;
  static final int FILE_EXISTS = 28;
  static final int FILE_IN_USE = 29;
  static final int FILE = 30;
  static final int INFO_KEY = 31;
  static final int INFO_NOKEY = 32;
  static final int INFO_VALUE = 33;
  static final int INFO = 34;
  static final int IO = 35;
  static final int KEYVAL = 36;
  static final int LOCKTYPE = 37;
  static final int NAME = 38;
  static final int NO_MEM = 39;
  static final int NOT_SAME = 40;
  static final int NO_SPACE = 41;
  static final int NO_SUCH_FILE = 42;
  static final int PORT = 43;
  static final int PROC_ABORTED = 44;
  static final int QUOTA = 45;
  static final int READ_ONLY = 46;
  static final int RMA_CONFLICT = 47;
  static final int RMA_SYNC = 48;
  static final int SERVICE = 49;
  static final int SIZE = 50;
  static final int SPAWN = 51;
  static final int UNSUPPORTED_DATAREP = 52;
  static final int UNSUPPORTED_OPERATION = 53;
  static final int WIN = 54;
  static final int SYSRESOURCE = 74;
  static final int PROC_FAILED = 75;
  static final int LAST = 92;

  private ErrorClass() {}
}
