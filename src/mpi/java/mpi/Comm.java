package mpi;

import io.crossmem.message.MessageException;
import java.nio.Buffer;
import java.util.function.Supplier;

/**
 * A group of processes that send messages to each other and run collective operations together.
 *
 * <p>Safe for use by several threads, but only one thread at a time may call collective operations.
 */
public class Comm implements Freeable, Cloneable {
  /** For {@link Intracomm#splitType}: the processes of one node, which share memory. */
  public static final int TYPE_SHARED = 0;

  static final Attributes.Keys KEYS = new Attributes.Keys();

  private final Attributes attributes = new Attributes(KEYS, this);
  private volatile Errhandler handler; // null until the program sets one
  private volatile String name = "";
  private Request request; // of iDup
  private volatile Info info = new Info();

  // Null before Init and after free.
  private Channel channel;
  private PointToPoint messages;
  private Collectives collectives;

  /** Of one that is opened by Init, or of the null communicator. */
  Comm(String name) {
    this.name = name;
  }

  Comm(Channel channel) {
    open(channel);
  }

  /** From here on it uses a channel; none if it is null. */
  final void open(Channel opened) {
    channel = opened;
    messages = opened == null ? null : new PointToPoint(this, opened);
    collectives = opened == null ? null : collectives(opened);
    handler = null;
    attributes.clear();
  }

  /** What its collective operations are made by; an intercommunicator has others. */
  Collectives collectives(Channel opened) {
    return new GroupCollectives(this, opened);
  }

  // ---- what the operations use

  final Channel channel() {
    Channel open = channel;
    if (open == null) {
      throw notOpen();
    }
    return open;
  }

  final PointToPoint messages() {
    PointToPoint open = messages;
    if (open == null) {
      throw notOpen();
    }
    return open;
  }

  final Collectives collectives() {
    Collectives open = collectives;
    if (open == null) {
      throw notOpen();
    }
    return open;
  }

  private MPIException notOpen() {
    World.requireInside();
    return new MPIException(
        ErrorClass.COMM,
        this == MPI.COMM_NULL ? "the communicator is COMM_NULL" : "the communicator was freed");
  }

  /** For those that allocate in any case. Others do the same without a lambda. */
  final void call(Supplier<Collective> operation) {
    try {
      operation.get().run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  final Request start(Supplier<Collective> operation) {
    try {
      return new Request(operation.get().start());
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * What to throw for a failure. Does not return if the error handler ends the job.
   *
   * @param thrown what an operation threw; if it is an {@link MPIException}, it is returned
   */
  final MPIException failure(Throwable thrown) {
    MPIException failure = Errors.translate(thrown);
    boolean ends =
        handler == null
            ? failure.getErrorClass() == ErrorClass.PROC_FAILED
            : handler != MPI.ERRORS_RETURN;
    if (ends) {
      failure.printStackTrace();
      World.abort(failure.getErrorClass(), "MPI ends the job: " + failure.getMessage());
    }
    return failure;
  }

  // ---- who is in it

  /**
   * Number of ranks; of an intercommunicator, of the local group.
   *
   * @return at least 1
   * @throws MPIException if the communicator is null or freed
   */
  public final int getSize() {
    return channel().local.processes().length;
  }

  /**
   * Number of ranks; of an intercommunicator, of the local group.
   *
   * @return at least 1
   * @throws MPIException if the communicator is null or freed
   */
  public final int Size() {
    return getSize();
  }

  /**
   * The rank of this process.
   *
   * @return from 0 to the size - 1
   * @throws MPIException if the communicator is null or freed
   */
  public final int getRank() {
    return channel().rank;
  }

  /**
   * The rank of this process.
   *
   * @return from 0 to the size - 1
   * @throws MPIException if the communicator is null or freed
   */
  public final int Rank() {
    return getRank();
  }

  /**
   * The group of its processes; of an intercommunicator, the local one.
   *
   * @return the group
   * @throws MPIException if the communicator is null or freed
   */
  public final Group getGroup() {
    return channel().local.copy();
  }

  /**
   * The group of its processes; of an intercommunicator, the local one.
   *
   * @return the group
   * @throws MPIException if the communicator is null or freed
   */
  public final Group Group() {
    return getGroup();
  }

  /**
   * Whether it is an intercommunicator.
   *
   * @return whether it is
   * @throws MPIException if the communicator is null or freed
   */
  public final boolean isInter() {
    return channel().isInter();
  }

  /**
   * Whether it is an intercommunicator.
   *
   * @return whether it is
   * @throws MPIException if the communicator is null or freed
   */
  public final boolean Test_inter() {
    return isInter();
  }

  /**
   * Compares two communicators.
   *
   * @param comm1 the one
   * @param comm2 the other
   * @return {@link MPI#IDENT} if they are the same, {@link MPI#CONGRUENT} if they have the same
   *     ranks, {@link MPI#SIMILAR} if only the order differs, else {@link MPI#UNEQUAL}
   * @throws MPIException if a communicator is null or freed
   */
  public static int compare(Comm comm1, Comm comm2) {
    if (comm1 == null || comm2 == null) {
      throw new MPIException(ErrorClass.COMM, "a communicator is null");
    }
    Channel one = comm1.channel();
    Channel other = comm2.channel();
    if (one == other) {
      return MPI.IDENT;
    }
    if (one.isInter() != other.isInter()) {
      return MPI.UNEQUAL;
    }
    int local = Group.compare(one.local, other.local);
    int remote = Group.compare(one.remote, other.remote);
    if (local == MPI.UNEQUAL || remote == MPI.UNEQUAL) {
      return MPI.UNEQUAL;
    }
    return local == MPI.IDENT && remote == MPI.IDENT ? MPI.CONGRUENT : MPI.SIMILAR;
  }

  /**
   * Compares two communicators.
   *
   * @param comm1 the one
   * @param comm2 the other
   * @return {@link MPI#IDENT} if they are the same, {@link MPI#CONGRUENT} if they have the same
   *     ranks, {@link MPI#SIMILAR} if only the order differs, else {@link MPI#UNEQUAL}
   * @throws MPIException if a communicator is null or freed
   */
  public static int Compare(Comm comm1, Comm comm2) {
    return compare(comm1, comm2);
  }

  // ---- copies, and the end

  /**
   * Makes a communicator of the same processes, with copies of the attributes. Collective.
   *
   * @return the copy
   * @throws MPIException if another rank ended
   */
  public Comm dup() {
    return copy(new Comm(duplicated()));
  }

  /** Gives a new communicator the attributes and the error handler of this one. */
  final <T extends Comm> T copy(T made) {
    Comm to = made;
    to.attributes.copyFrom(attributes);
    to.handler = handler;
    return made;
  }

  /** Gives a new communicator the error handler of this one. */
  final <T extends Comm> T copyHandler(T made) {
    Comm to = made;
    to.handler = handler;
    return made;
  }

  /** A channel of the same processes, apart from this one. Collective. */
  final Channel duplicated() {
    try {
      return channel().duplicate();
    } catch (MessageException | RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The same as {@link #dup}.
   *
   * @return the copy
   * @throws MPIException if another rank ended
   */
  @Override
  @SuppressWarnings("MissingSuperCall")
  public Comm clone() {
    return dup();
  }

  /**
   * The same as {@link #dup}; the request of the copy is already complete.
   *
   * @return the copy, with a request to wait for: {@link #getRequest}
   * @throws MPIException if another rank ended
   */
  public Comm iDup() {
    Comm copy = dup();
    copy.setRequest(new Request(Work.done(new Status())));
    return copy;
  }

  final void setRequest(Request request) {
    this.request = request;
  }

  /**
   * The same as {@link #dup}, with other hints. No hint has an effect.
   *
   * @param hints for the copy; null for none
   * @return a new communicator
   * @throws MPIException as {@link #dup}
   */
  public Comm dupWithInfo(Info hints) {
    Comm copy = dup();
    copy.info = Info.copyOf(hints);
    return copy;
  }

  /**
   * A copy of the hints.
   *
   * @return a new object
   * @throws MPIException if the communicator is null or freed
   */
  public final Info getInfo() {
    channel();
    return Info.copyOf(info);
  }

  /**
   * Replaces the hints. They have no effect.
   *
   * @param hints are copied; null for none
   * @throws MPIException if the communicator is null or freed
   */
  public final void setInfo(Info hints) {
    channel();
    info = Info.copyOf(hints);
  }

  /**
   * The request of a communicator that {@link #iDup} made: wait for it before using the
   * communicator.
   *
   * @return the request; null for other communicators
   */
  public final Request getRequest() {
    return request;
  }

  /**
   * Frees the communicator. All its messages must be complete. Collective.
   *
   * @throws MPIException if it is one of the constants, or was freed before
   */
  @Override
  public void free() {
    if (this == MPI.COMM_WORLD || this == MPI.COMM_SELF) {
      throw failure(new MPIException(ErrorClass.COMM, name + " cannot be freed"));
    }
    Channel closed = channel();
    open(null);
    closed.close();
  }

  /**
   * Frees the communicator. Collective.
   *
   * @throws MPIException as {@link #free}
   */
  public void Free() {
    free();
  }

  /**
   * Waits until all messages are complete, and frees the communicator. Collective.
   *
   * @throws MPIException as {@link #free}
   */
  public final void disconnect() {
    free();
  }

  /**
   * Whether it cannot be used: it is null, was freed, or MPI is not initialized.
   *
   * @return whether it cannot be used
   */
  public final boolean isNull() {
    return channel == null;
  }

  /**
   * Ends all ranks of the job.
   *
   * @param errorcode the exit status, of which the kernel keeps eight bits; 1 if these are 0
   */
  public final void abort(int errorcode) {
    World.abort(
        errorcode,
        "MPI: rank "
            + (channel == null ? "?" : getRank())
            + " of "
            + this
            + " aborts the job with code "
            + errorcode);
  }

  /**
   * Ends all ranks of the job.
   *
   * @param errorcode the exit status, of which the kernel keeps eight bits; 1 if these are 0
   */
  public final void Abort(int errorcode) {
    abort(errorcode);
  }

  // ---- errors, names, attributes

  /**
   * Sets the error handler.
   *
   * @param errhandler {@link MPI#ERRORS_RETURN}, {@link MPI#ERRORS_ARE_FATAL} or {@link
   *     MPI#ERRORS_ABORT}
   * @throws MPIException if it is null
   */
  public final void setErrhandler(Errhandler errhandler) {
    if (errhandler == null) {
      throw failure(new MPIException(ErrorClass.ARG, "the error handler is null"));
    }
    handler = errhandler;
  }

  /**
   * The error handler.
   *
   * @return the handler; {@link MPI#ERRORS_ARE_FATAL} if none was set
   */
  public final Errhandler getErrhandler() {
    return handler == null ? MPI.ERRORS_ARE_FATAL : handler;
  }

  /**
   * Calls the error handler.
   *
   * @param errorcode one of {@code MPI.ERR_*}
   * @throws MPIException of that class, unless the handler ends the job
   */
  @SuppressWarnings("DoNotCallSuggester")
  public final void callErrhandler(int errorcode) {
    throw failure(new MPIException(errorcode, "the program called the error handler"));
  }

  /**
   * Sets the name.
   *
   * @param name the name
   */
  public final void setName(String name) {
    this.name = name;
  }

  /**
   * The name.
   *
   * @return the name set by {@link #setName}, or the name of the constant, or an empty string
   */
  public final String getName() {
    return name;
  }

  /**
   * Makes a key for attributes of communicators.
   *
   * @return the key
   */
  public static int createKeyval() {
    return KEYS.create();
  }

  /**
   * Frees a key.
   *
   * @param keyval the key
   * @throws MPIException if there is no such key
   */
  public static void freeKeyval(int keyval) {
    KEYS.free(keyval);
  }

  /**
   * Sets an attribute.
   *
   * @param keyval from {@link #createKeyval}
   * @param value the value to store
   * @throws MPIException if there is no such key
   */
  public final void setAttr(int keyval, Object value) {
    attributes.set(keyval, value);
  }

  /**
   * An attribute's value.
   *
   * @param keyval from {@link #createKeyval}, or one of the constants: for example {@link
   *     MPI#TAG_UB}
   * @return the value, or null if none is set
   * @throws MPIException if there is no such key
   */
  public final Object getAttr(int keyval) {
    return World.isAttribute(keyval) ? World.attribute(keyval) : attributes.get(keyval);
  }

  /**
   * An attribute's value.
   *
   * @param keyval from {@link #createKeyval}, or one of the constants: for example {@link
   *     MPI#TAG_UB}
   * @return the value, or null if none is set
   * @throws MPIException if there is no such key
   */
  public final Object Attr_get(int keyval) {
    return getAttr(keyval);
  }

  /**
   * Deletes an attribute.
   *
   * @param keyval from {@link #createKeyval}
   * @throws MPIException if there is no such key, or it has no value
   */
  public final void deleteAttr(int keyval) {
    attributes.delete(keyval);
  }

  /**
   * Deletes an attribute.
   *
   * @param keyval from {@link #createKeyval}
   * @throws MPIException if there is no such key, or it has no value
   */
  public final void Attr_delete(int keyval) {
    deleteAttr(keyval);
  }

  final void deleteAttributes() {
    attributes.clear();
  }

  @Override
  public String toString() {
    return name.isEmpty() ? getClass().getSimpleName() : name;
  }

  // ---- topologies

  /**
   * The kind of the topology.
   *
   * @return {@link MPI#CART}, {@link MPI#GRAPH}, {@link MPI#DIST_GRAPH}, or {@link MPI#UNDEFINED}
   * @throws MPIException if the communicator is null or freed
   */
  public final int getTopology() {
    channel();
    return topology();
  }

  /**
   * The kind of the topology.
   *
   * @return {@link MPI#CART}, {@link MPI#GRAPH}, {@link MPI#DIST_GRAPH}, or {@link MPI#UNDEFINED}
   * @throws MPIException if the communicator is null or freed
   */
  public final int Topo_test() {
    return getTopology();
  }

  /** Which of the constants; those with one override this. */
  int topology() {
    return MPI.UNDEFINED;
  }

  // ---- sends

  /**
   * Sends a message; returns once the buffer may be changed.
   *
   * @param buf an array or a buffer
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final void send(Object buf, int count, Datatype type, int dest, int tag) {
    messages().send(buf, 0, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Sends a message; returns once the buffer may be changed.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final void Send(Object buf, int offset, int count, Datatype type, int dest, int tag) {
    messages().send(buf, offset, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Sends a message in synchronous mode: returns after a receive has matched the message.
   *
   * @param buf an array or a buffer
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final void sSend(Object buf, int count, Datatype type, int dest, int tag) {
    messages().send(buf, 0, count, type, dest, tag, Mode.SYNCHRONOUS);
  }

  /**
   * Sends a message in synchronous mode: returns after a receive has matched the message.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final void Ssend(Object buf, int offset, int count, Datatype type, int dest, int tag) {
    messages().send(buf, offset, count, type, dest, tag, Mode.SYNCHRONOUS);
  }

  /**
   * Sends a message in buffered mode: copies it and returns immediately. {@link MPI#attachBuffer}
   * says how many bytes such copies may take.
   *
   * @param buf an array or a buffer
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final void bSend(Object buf, int count, Datatype type, int dest, int tag) {
    messages().send(buf, 0, count, type, dest, tag, Mode.BUFFERED);
  }

  /**
   * Sends a message in buffered mode: copies it and returns immediately. {@link MPI#attachBuffer}
   * says how many bytes such copies may take.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final void Bsend(Object buf, int offset, int count, Datatype type, int dest, int tag) {
    messages().send(buf, offset, count, type, dest, tag, Mode.BUFFERED);
  }

  /**
   * Sends a message whose receive has already been posted.
   *
   * @param buf an array or a buffer
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final void rSend(Object buf, int count, Datatype type, int dest, int tag) {
    messages().send(buf, 0, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Sends a message whose receive has already been posted.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final void Rsend(Object buf, int offset, int count, Datatype type, int dest, int tag) {
    messages().send(buf, offset, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Starts to send a message.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the buffer must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request iSend(Buffer buf, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, 0, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Starts to send a message.
   *
   * @param buf an array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the array must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request iSend(Object buf, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, 0, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Starts to send a message.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the array must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request Isend(Object buf, int offset, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, offset, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Starts to send a message in synchronous mode: the request completes only after a receive has
   * matched the message.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the buffer must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request isSend(Buffer buf, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, 0, count, type, dest, tag, Mode.SYNCHRONOUS);
  }

  /**
   * Starts to send a message in synchronous mode: the request completes only after a receive has
   * matched the message.
   *
   * @param buf an array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the array must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request isSend(Object buf, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, 0, count, type, dest, tag, Mode.SYNCHRONOUS);
  }

  /**
   * Starts to send a message in synchronous mode: the request completes only after a receive has
   * matched the message.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the array must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request Issend(Object buf, int offset, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, offset, count, type, dest, tag, Mode.SYNCHRONOUS);
  }

  /**
   * Starts to send a message in buffered mode: it is copied, so the request completes at once.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the buffer must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request ibSend(Buffer buf, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, 0, count, type, dest, tag, Mode.BUFFERED);
  }

  /**
   * Starts to send a message in buffered mode: it is copied, so the request completes at once.
   *
   * @param buf an array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the array must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request ibSend(Object buf, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, 0, count, type, dest, tag, Mode.BUFFERED);
  }

  /**
   * Starts to send a message in buffered mode: it is copied, so the request completes at once.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the array must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request Ibsend(Object buf, int offset, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, offset, count, type, dest, tag, Mode.BUFFERED);
  }

  /**
   * Starts to send a message whose receive has already been posted.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the buffer must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request irSend(Buffer buf, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, 0, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Starts to send a message whose receive has already been posted.
   *
   * @param buf an array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the array must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request irSend(Object buf, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, 0, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Starts to send a message whose receive has already been posted.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return the request; the array must not be changed until it is complete
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Request Irsend(Object buf, int offset, int count, Datatype type, int dest, int tag) {
    return messages().isend(buf, offset, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Makes a persistent request: each start sends a message.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return an inactive request
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Prequest sendInit(Buffer buf, int count, Datatype type, int dest, int tag) {
    return messages().sendInit(buf, 0, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Makes a persistent request: each start sends a message.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return an inactive request
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Prequest Send_init(
      Object buf, int offset, int count, Datatype type, int dest, int tag) {
    return messages().sendInit(buf, offset, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Makes a persistent request: each start sends a message in synchronous mode.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return an inactive request
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Prequest sSendInit(Buffer buf, int count, Datatype type, int dest, int tag) {
    return messages().sendInit(buf, 0, count, type, dest, tag, Mode.SYNCHRONOUS);
  }

  /**
   * Makes a persistent request: each start sends a message in synchronous mode.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return an inactive request
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Prequest Ssend_init(
      Object buf, int offset, int count, Datatype type, int dest, int tag) {
    return messages().sendInit(buf, offset, count, type, dest, tag, Mode.SYNCHRONOUS);
  }

  /**
   * Makes a persistent request: each start sends a message in buffered mode.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return an inactive request
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Prequest bSendInit(Buffer buf, int count, Datatype type, int dest, int tag) {
    return messages().sendInit(buf, 0, count, type, dest, tag, Mode.BUFFERED);
  }

  /**
   * Makes a persistent request: each start sends a message in buffered mode.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return an inactive request
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Prequest Bsend_init(
      Object buf, int offset, int count, Datatype type, int dest, int tag) {
    return messages().sendInit(buf, offset, count, type, dest, tag, Mode.BUFFERED);
  }

  /**
   * Makes a persistent request: each start sends a message.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return an inactive request
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Prequest rSendInit(Buffer buf, int count, Datatype type, int dest, int tag) {
    return messages().sendInit(buf, 0, count, type, dest, tag, Mode.STANDARD);
  }

  /**
   * Makes a persistent request: each start sends a message.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param tag its tag, from 0
   * @return an inactive request
   * @throws MPIException if the rank, tag, count, datatype or buffer is wrong, or the other rank
   *     ended
   */
  public final Prequest Rsend_init(
      Object buf, int offset, int count, Datatype type, int dest, int tag) {
    return messages().sendInit(buf, offset, count, type, dest, tag, Mode.STANDARD);
  }

  // ---- receives

  /**
   * Receives a message.
   *
   * @param buf an array or a buffer
   * @param count number of items that fit into the buffer
   * @param type datatype of the items
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return source, tag and length of the message
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Status recv(Object buf, int count, Datatype type, int source, int tag) {
    return messages().recv(buf, 0, count, type, source, tag);
  }

  /**
   * Receives a message.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items that fit into the buffer
   * @param type datatype of the items
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return source, tag and length of the message
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Status Recv(Object buf, int offset, int count, Datatype type, int source, int tag) {
    return messages().recv(buf, offset, count, type, source, tag);
  }

  /**
   * Starts to receive a message.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items that fit into the buffer
   * @param type datatype of the items
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return the request; the buffer must not be used until it is complete
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Request iRecv(Buffer buf, int count, Datatype type, int source, int tag) {
    return messages().irecv(buf, 0, count, type, source, tag);
  }

  /**
   * Starts to receive a message.
   *
   * @param buf an array
   * @param count number of items that fit into the buffer
   * @param type datatype of the items
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return the request; the array must not be used until it is complete
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Request iRecv(Object buf, int count, Datatype type, int source, int tag) {
    return messages().irecv(buf, 0, count, type, source, tag);
  }

  /**
   * Starts to receive a message.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items that fit into the buffer
   * @param type datatype of the items
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return the request; the array must not be used until it is complete
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Request Irecv(
      Object buf, int offset, int count, Datatype type, int source, int tag) {
    return messages().irecv(buf, offset, count, type, source, tag);
  }

  /**
   * Makes a persistent request: each start receives a message.
   *
   * @param buf a buffer, or an array by MPI.slice
   * @param count number of items that fit into the buffer
   * @param type datatype of the items
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return an inactive request
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Prequest recvInit(Buffer buf, int count, Datatype type, int source, int tag) {
    return messages().recvInit(buf, 0, count, type, source, tag);
  }

  /**
   * Makes a persistent request: each start receives a message.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items that fit into the buffer
   * @param type datatype of the items
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return an inactive request
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Prequest Recv_init(
      Object buf, int offset, int count, Datatype type, int source, int tag) {
    return messages().recvInit(buf, offset, count, type, source, tag);
  }

  // ---- both

  /**
   * Sends a message and receives another at the same time.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param sendTag tag of what is sent, from 0
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items that fit into the receive buffer
   * @param recvType datatype of the items that are received
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param recvTag tag of what is received, or {@link MPI#ANY_TAG}
   * @return the status of the received message
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Status sendRecv(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      int dest,
      int sendTag,
      Object recvBuf,
      int recvCount,
      Datatype recvType,
      int source,
      int recvTag) {
    return messages()
        .sendRecv(
            sendBuf, 0, sendCount, sendType, dest, sendTag, recvBuf, 0, recvCount, recvType, source,
            recvTag);
  }

  /**
   * Sends a message and receives another at the same time.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendOffset index of the first element that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param sendTag tag of what is sent, from 0
   * @param recvBuf array or buffer to receive into
   * @param recvOffset index of the first element to receive into
   * @param recvCount number of items that fit into the receive buffer
   * @param recvType datatype of the items that are received
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param recvTag tag of what is received, or {@link MPI#ANY_TAG}
   * @return the status of the received message
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Status Sendrecv(
      Object sendBuf,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      int dest,
      int sendTag,
      Object recvBuf,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int source,
      int recvTag) {
    return messages()
        .sendRecv(
            sendBuf,
            sendOffset,
            sendCount,
            sendType,
            dest,
            sendTag,
            recvBuf,
            recvOffset,
            recvCount,
            recvType,
            source,
            recvTag);
  }

  /**
   * Sends a message and receives another one into the same buffer.
   *
   * @param buf an array or a buffer
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param sendTag tag of what is sent, from 0
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param recvTag tag of what is received, or {@link MPI#ANY_TAG}
   * @return the status of the received message
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Status sendRecvReplace(
      Object buf, int count, Datatype type, int dest, int sendTag, int source, int recvTag) {
    return messages().sendRecvReplace(buf, 0, count, type, dest, sendTag, source, recvTag);
  }

  /**
   * Sends a message and receives another one into the same buffer.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param dest the rank to send to, or {@link MPI#PROC_NULL}
   * @param sendTag tag of what is sent, from 0
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param recvTag tag of what is received, or {@link MPI#ANY_TAG}
   * @return the status of the received message
   * @throws MPIException as {@link #send}; or if the message does not fit into the buffer
   */
  public final Status Sendrecv_replace(
      Object buf,
      int offset,
      int count,
      Datatype type,
      int dest,
      int sendTag,
      int source,
      int recvTag) {
    return messages().sendRecvReplace(buf, offset, count, type, dest, sendTag, source, recvTag);
  }

  // ---- probes

  /**
   * Waits for a message without receiving it.
   *
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return source, tag and length of the message
   * @throws MPIException if the rank or tag is wrong, or the other rank ended
   */
  public final Status probe(int source, int tag) {
    return messages().probe(source, tag);
  }

  /**
   * Waits for a message without receiving it.
   *
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return source, tag and length of the message
   * @throws MPIException if the rank or tag is wrong, or the other rank ended
   */
  public final Status Probe(int source, int tag) {
    return messages().probe(source, tag);
  }

  /**
   * Checks for a message without receiving it.
   *
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return source, tag and length of the message; null if there is none
   * @throws MPIException if the rank or tag is wrong, or the other rank ended
   */
  public final Status iProbe(int source, int tag) {
    return messages().iprobe(source, tag);
  }

  /**
   * Checks for a message without receiving it.
   *
   * @param source the source rank, {@link MPI#ANY_SOURCE} or {@link MPI#PROC_NULL}
   * @param tag its tag, or {@link MPI#ANY_TAG}
   * @return source, tag and length of the message; null if there is none
   * @throws MPIException if the rank or tag is wrong, or the other rank ended
   */
  public final Status Iprobe(int source, int tag) {
    return messages().iprobe(source, tag);
  }

  // ---- packing

  /**
   * Packs items: appends them to a buffer of packed items.
   *
   * @param inbuf an array or a buffer
   * @param incount number of items
   * @param type datatype of the items
   * @param outbuf the buffer of packed items
   * @param position the byte of the packed buffer to begin at
   * @return the position after the last byte
   * @throws MPIException if there is not enough room, or an argument is wrong
   */
  public final int pack(Object inbuf, int incount, Datatype type, byte[] outbuf, int position) {
    return Packing.pack(this, inbuf, 0, incount, type, outbuf, position);
  }

  /**
   * Packs items: appends them to a buffer of packed items.
   *
   * @param inbuf an array
   * @param offset index of the first element in the array
   * @param incount number of items
   * @param type datatype of the items
   * @param outbuf the buffer of packed items
   * @param position the byte of the packed buffer to begin at
   * @return the position after the last byte
   * @throws MPIException if there is not enough room, or an argument is wrong
   */
  public final int Pack(
      Object inbuf, int offset, int incount, Datatype type, byte[] outbuf, int position) {
    return Packing.pack(this, inbuf, offset, incount, type, outbuf, position);
  }

  /**
   * Unpacks items of a buffer of packed items.
   *
   * @param inbuf the buffer of packed items
   * @param position the byte of the packed buffer to begin at
   * @param outbuf an array or a buffer
   * @param outcount number of items
   * @param type datatype of the items
   * @return the position after the last byte
   * @throws MPIException if there are fewer items, or an argument is wrong
   */
  public final int unpack(byte[] inbuf, int position, Object outbuf, int outcount, Datatype type) {
    return Packing.unpack(this, inbuf, position, outbuf, 0, outcount, type);
  }

  /**
   * Unpacks items of a buffer of packed items.
   *
   * @param inbuf the buffer of packed items
   * @param position the byte of the packed buffer to begin at
   * @param outbuf an array
   * @param offset index of the first element in the array
   * @param outcount number of items
   * @param type datatype of the items
   * @return the position after the last byte
   * @throws MPIException if there are fewer items, or an argument is wrong
   */
  public final int Unpack(
      byte[] inbuf, int position, Object outbuf, int offset, int outcount, Datatype type) {
    return Packing.unpack(this, inbuf, position, outbuf, offset, outcount, type);
  }

  /**
   * Packs items: appends them to a buffer of packed items.
   *
   * @param inbuf an array
   * @param offset index of the first element in the array
   * @param incount number of items
   * @param type datatype of the items
   * @param outbuf the buffer of packed items
   * @param position the byte of the packed buffer to begin at
   * @return the position after the last byte
   * @throws MPIException if there is not enough room, or an argument is wrong
   */
  public final int Pack(
      Object inbuf, int offset, int incount, Datatype type, mpjbuf.Buffer outbuf, int position) {
    int start = outbuf.arrayOffset();
    return Packing.pack(this, inbuf, offset, incount, type, outbuf.array(), start + position)
        - start;
  }

  /**
   * Unpacks items of a buffer of packed items.
   *
   * @param inbuf the buffer of packed items
   * @param position the byte of the packed buffer to begin at
   * @param outbuf an array
   * @param offset index of the first element in the array
   * @param outcount number of items
   * @param type datatype of the items
   * @return the position after the last byte
   * @throws MPIException if there are fewer items, or an argument is wrong
   */
  public final int Unpack(
      mpjbuf.Buffer inbuf, int position, Object outbuf, int offset, int outcount, Datatype type) {
    int start = inbuf.arrayOffset();
    return Packing.unpack(this, inbuf.array(), start + position, outbuf, offset, outcount, type)
        - start;
  }

  /**
   * The largest number of bytes that items may take when they are packed.
   *
   * @param incount number of items
   * @param type datatype of the items
   * @return bytes
   * @throws MPIException if an argument is wrong
   */
  public final int packSize(int incount, Datatype type) {
    return Packing.size(this, incount, type);
  }

  /**
   * The largest number of bytes that items may take when they are packed.
   *
   * @param incount number of items
   * @param type datatype of the items
   * @return bytes
   * @throws MPIException if an argument is wrong
   */
  public final int Pack_size(int incount, Datatype type) {
    return Packing.size(this, incount, type);
  }

  // ---- collective operations

  /**
   * Waits until all ranks have called this.
   *
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void barrier() {
    try {
      collectives().barrier().run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: waits until all ranks have called this.
   *
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iBarrier() {
    return start(() -> collectives().barrier());
  }

  /**
   * Sends the items of the root to all ranks.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void bcast(Object buf, int count, Datatype type, int root) {
    try {
      collectives().bcast(buf, 0, count, type, root).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: sends the items of the root to all ranks.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iBcast(Buffer buf, int count, Datatype type, int root) {
    return start(() -> collectives().bcast(buf, 0, count, type, root));
  }

  /**
   * Gathers the items of all ranks in the root, in the order of the ranks.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void gather(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType,
      int root) {
    call(
        () ->
            collectives()
                .gather(sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, recvType, root));
  }

  /**
   * Non-blocking: gathers the items of all ranks in the root, in the order of the ranks.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iGather(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int recvCount,
      Datatype recvType,
      int root) {
    return start(
        () ->
            collectives()
                .gather(sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, recvType, root));
  }

  /**
   * Gathers the items of all ranks in the root, in place: its own items are in the receive buffer
   * already.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void gather(Object buf, int count, Datatype type, int root) {
    call(() -> collectives().gatherInPlace(buf, count, type, root));
  }

  /**
   * Non-blocking: gathers the items of all ranks in the root, in place: its own items are in the
   * receive buffer already.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iGather(Buffer buf, int count, Datatype type, int root) {
    return start(() -> collectives().gatherInPlace(buf, count, type, root));
  }

  /**
   * Gathers the items of all ranks in the root, at displacements that it gives.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void gatherv(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int[] recvCount,
      int[] displs,
      Datatype recvType,
      int root) {
    call(
        () ->
            collectives()
                .gatherv(
                    sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, displs, recvType,
                    root));
  }

  /**
   * Non-blocking: gathers the items of all ranks in the root, at displacements that it gives.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iGatherv(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int[] recvCount,
      int[] displs,
      Datatype recvType,
      int root) {
    return start(
        () ->
            collectives()
                .gatherv(
                    sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, displs, recvType,
                    root));
  }

  /**
   * Gathers the items of all ranks in this rank, which is the root, in place: its own items are in
   * the receive buffer already.
   *
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void gatherv(
      Object recvBuf, int[] recvCount, int[] displs, Datatype recvType, int root) {
    call(
        () ->
            collectives()
                .gatherv(
                    Collectives.IN_PLACE,
                    0,
                    0,
                    recvType,
                    recvBuf,
                    0,
                    recvCount,
                    displs,
                    recvType,
                    root));
  }

  /**
   * Non-blocking: gathers the items of all ranks in this rank, which is the root, in place: its own
   * items are in the receive buffer already.
   *
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iGatherv(
      Buffer recvBuf, int[] recvCount, int[] displs, Datatype recvType, int root) {
    return start(
        () ->
            collectives()
                .gatherv(
                    Collectives.IN_PLACE,
                    0,
                    0,
                    recvType,
                    recvBuf,
                    0,
                    recvCount,
                    displs,
                    recvType,
                    root));
  }

  /**
   * Gathers the items of all ranks in the root, which is another rank.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void gatherv(Object sendBuf, int sendCount, Datatype sendType, int root) {
    call(
        () ->
            collectives()
                .gatherv(sendBuf, 0, sendCount, sendType, null, 0, null, null, sendType, root));
  }

  /**
   * Non-blocking: gathers the items of all ranks in the root, which is another rank.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iGatherv(Buffer sendBuf, int sendCount, Datatype sendType, int root) {
    return start(
        () ->
            collectives()
                .gatherv(sendBuf, 0, sendCount, sendType, null, 0, null, null, sendType, root));
  }

  /**
   * Scatters the items of the root to all ranks, in the order of the ranks.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items that are received
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void scatter(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType,
      int root) {
    call(
        () ->
            collectives()
                .scatter(sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, recvType, root));
  }

  /**
   * Non-blocking: scatters the items of the root to all ranks, in the order of the ranks.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items that are received
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iScatter(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int recvCount,
      Datatype recvType,
      int root) {
    return start(
        () ->
            collectives()
                .scatter(sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, recvType, root));
  }

  /**
   * Scatters the items of the root to all ranks, in place: its own part stays where it is.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void scatter(Object buf, int count, Datatype type, int root) {
    call(() -> collectives().scatterInPlace(buf, count, type, root));
  }

  /**
   * Non-blocking: scatters the items of the root to all ranks, in place: its own part stays where
   * it is.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iScatter(Buffer buf, int count, Datatype type, int root) {
    return start(() -> collectives().scatterInPlace(buf, count, type, root));
  }

  /**
   * Scatters the items of the root to all ranks, from displacements that it gives.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param displs where the items for each rank begin, in items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items that are received
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void scatterv(
      Object sendBuf,
      int[] sendCount,
      int[] displs,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType,
      int root) {
    call(
        () ->
            collectives()
                .scatterv(
                    sendBuf, 0, sendCount, displs, sendType, recvBuf, 0, recvCount, recvType,
                    root));
  }

  /**
   * Non-blocking: scatters the items of the root to all ranks, from displacements that it gives.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param displs where the items for each rank begin, in items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items that are received
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iScatterv(
      Buffer sendBuf,
      int[] sendCount,
      int[] displs,
      Datatype sendType,
      Buffer recvBuf,
      int recvCount,
      Datatype recvType,
      int root) {
    return start(
        () ->
            collectives()
                .scatterv(
                    sendBuf, 0, sendCount, displs, sendType, recvBuf, 0, recvCount, recvType,
                    root));
  }

  /**
   * Scatters the items of this rank, which is the root, to all ranks, in place: its own part stays
   * where it is.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param displs where the items for each rank begin, in items
   * @param sendType datatype of the items that are sent
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void scatterv(
      Object sendBuf, int[] sendCount, int[] displs, Datatype sendType, int root) {
    call(
        () ->
            collectives()
                .scatterv(
                    sendBuf,
                    0,
                    sendCount,
                    displs,
                    sendType,
                    Collectives.IN_PLACE,
                    0,
                    0,
                    sendType,
                    root));
  }

  /**
   * Non-blocking: scatters the items of this rank, which is the root, to all ranks, in place: its
   * own part stays where it is.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param displs where the items for each rank begin, in items
   * @param sendType datatype of the items that are sent
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iScatterv(
      Buffer sendBuf, int[] sendCount, int[] displs, Datatype sendType, int root) {
    return start(
        () ->
            collectives()
                .scatterv(
                    sendBuf,
                    0,
                    sendCount,
                    displs,
                    sendType,
                    Collectives.IN_PLACE,
                    0,
                    0,
                    sendType,
                    root));
  }

  /**
   * Receives this rank's part of what the root, another rank, scatters.
   *
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items that are received
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void scatterv(Object recvBuf, int recvCount, Datatype recvType, int root) {
    call(
        () ->
            collectives()
                .scatterv(null, 0, null, null, recvType, recvBuf, 0, recvCount, recvType, root));
  }

  /**
   * Non-blocking: receives this rank's part of what the root, another rank, scatters.
   *
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items that are received
   * @param recvType datatype of the items that are received
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iScatterv(Buffer recvBuf, int recvCount, Datatype recvType, int root) {
    return start(
        () ->
            collectives()
                .scatterv(null, 0, null, null, recvType, recvBuf, 0, recvCount, recvType, root));
  }

  /**
   * Gathers the items of all ranks in every rank.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvType datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allGather(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType) {
    try {
      collectives()
          .allgather(sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, recvType)
          .run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: gathers the items of all ranks in every rank.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllGather(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int recvCount,
      Datatype recvType) {
    return start(
        () ->
            collectives()
                .allgather(sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, recvType));
  }

  /**
   * Gathers the items of all ranks in every rank, in place: its own items are in the receive buffer
   * already.
   *
   * @param buf array or buffer
   * @param count number of items from each rank
   * @param type datatype of the items
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allGather(Object buf, int count, Datatype type) {
    try {
      collectives().allgather(Collectives.IN_PLACE, 0, count, type, buf, 0, count, type).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: gathers the items of all ranks in every rank, in place: its own items are in the
   * receive buffer already.
   *
   * @param buf array or buffer
   * @param count number of items from each rank
   * @param type datatype of the items
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllGather(Buffer buf, int count, Datatype type) {
    return start(
        () -> collectives().allgather(Collectives.IN_PLACE, 0, count, type, buf, 0, count, type));
  }

  /**
   * Gathers the items of all ranks in every rank, at displacements that it gives.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allGatherv(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int[] recvCount,
      int[] displs,
      Datatype recvType) {
    call(
        () ->
            collectives()
                .allgatherv(
                    sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, displs, recvType));
  }

  /**
   * Non-blocking: gathers the items of all ranks in every rank, at displacements that it gives.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items that are sent
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllGatherv(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int[] recvCount,
      int[] displs,
      Datatype recvType) {
    return start(
        () ->
            collectives()
                .allgatherv(
                    sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, displs, recvType));
  }

  /**
   * Gathers the items of all ranks in every rank, in place: its own items are in the receive buffer
   * already.
   *
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allGatherv(Object recvBuf, int[] recvCount, int[] displs, Datatype recvType) {
    call(
        () ->
            collectives()
                .allgatherv(
                    Collectives.IN_PLACE, 0, 0, recvType, recvBuf, 0, recvCount, displs, recvType));
  }

  /**
   * Non-blocking: gathers the items of all ranks in every rank, in place: its own items are in the
   * receive buffer already.
   *
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllGatherv(
      Buffer recvBuf, int[] recvCount, int[] displs, Datatype recvType) {
    return start(
        () ->
            collectives()
                .allgatherv(
                    Collectives.IN_PLACE, 0, 0, recvType, recvBuf, 0, recvCount, displs, recvType));
  }

  /**
   * Sends items to each rank and receives items from each.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvType datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allToAll(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType) {
    call(
        () ->
            collectives()
                .alltoall(sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, recvType));
  }

  /**
   * Non-blocking: sends items to each rank and receives items from each.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllToAll(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int recvCount,
      Datatype recvType) {
    return start(
        () ->
            collectives()
                .alltoall(sendBuf, 0, sendCount, sendType, recvBuf, 0, recvCount, recvType));
  }

  /**
   * Sends items to each rank and receives items from each, at displacements that the caller gives.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param sendDispls where the items for each rank begin, in items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvDispls where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allToAllv(
      Object sendBuf,
      int[] sendCount,
      int[] sendDispls,
      Datatype sendType,
      Object recvBuf,
      int[] recvCount,
      int[] recvDispls,
      Datatype recvType) {
    call(
        () ->
            collectives()
                .alltoallv(
                    sendBuf,
                    0,
                    sendCount,
                    sendDispls,
                    sendType,
                    recvBuf,
                    0,
                    recvCount,
                    recvDispls,
                    recvType));
  }

  /**
   * Non-blocking: sends items to each rank and receives items from each, at displacements that the
   * caller gives.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param sendDispls where the items for each rank begin, in items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvDispls where the items from each rank begin, in items
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllToAllv(
      Buffer sendBuf,
      int[] sendCount,
      int[] sendDispls,
      Datatype sendType,
      Buffer recvBuf,
      int[] recvCount,
      int[] recvDispls,
      Datatype recvType) {
    return start(
        () ->
            collectives()
                .alltoallv(
                    sendBuf,
                    0,
                    sendCount,
                    sendDispls,
                    sendType,
                    recvBuf,
                    0,
                    recvCount,
                    recvDispls,
                    recvType));
  }

  /**
   * Sends items to each rank and receives items from each, with a datatype for each rank.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param sendDispls where the items for each rank begin, in bytes
   * @param sendTypes datatypes of the items for each rank
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvDispls where the items from each rank begin, in bytes
   * @param recvTypes datatypes of the items from each rank
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allToAllw(
      Object sendBuf,
      int[] sendCount,
      int[] sendDispls,
      Datatype[] sendTypes,
      Object recvBuf,
      int[] recvCount,
      int[] recvDispls,
      Datatype[] recvTypes) {
    call(
        () ->
            collectives()
                .alltoallw(
                    sendBuf,
                    sendCount,
                    sendDispls,
                    sendTypes,
                    recvBuf,
                    recvCount,
                    recvDispls,
                    recvTypes));
  }

  /**
   * Non-blocking: sends items to each rank and receives items from each, with a datatype for each
   * rank.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items for each rank
   * @param sendDispls where the items for each rank begin, in bytes
   * @param sendTypes datatypes of the items for each rank
   * @param recvBuf array or buffer to receive into
   * @param recvCount number of items from each rank
   * @param recvDispls where the items from each rank begin, in bytes
   * @param recvTypes datatypes of the items from each rank
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllToAllw(
      Buffer sendBuf,
      int[] sendCount,
      int[] sendDispls,
      Datatype[] sendTypes,
      Buffer recvBuf,
      int[] recvCount,
      int[] recvDispls,
      Datatype[] recvTypes) {
    return start(
        () ->
            collectives()
                .alltoallw(
                    sendBuf,
                    sendCount,
                    sendDispls,
                    sendTypes,
                    recvBuf,
                    recvCount,
                    recvDispls,
                    recvTypes));
  }

  /**
   * Combines the items of all ranks in the root.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void reduce(
      Object sendBuf, Object recvBuf, int count, Datatype type, Op op, int root) {
    try {
      collectives().reduce(sendBuf, 0, recvBuf, 0, count, type, op, root).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: combines the items of all ranks in the root.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iReduce(
      Buffer sendBuf, Buffer recvBuf, int count, Datatype type, Op op, int root) {
    return start(() -> collectives().reduce(sendBuf, 0, recvBuf, 0, count, type, op, root));
  }

  /**
   * Combines the items of all ranks in the root, in place: the result replaces its own items.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void reduce(Object buf, int count, Datatype type, Op op, int root) {
    try {
      collectives().reduceInPlace(buf, count, type, op, root).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: combines the items of all ranks in the root, in place: the result replaces its
   * own items.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @param root rank of the root
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iReduce(Buffer buf, int count, Datatype type, Op op, int root) {
    return start(() -> collectives().reduceInPlace(buf, count, type, op, root));
  }

  /**
   * Combines the items of all ranks in every rank.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allReduce(Object sendBuf, Object recvBuf, int count, Datatype type, Op op) {
    try {
      collectives().allreduce(sendBuf, 0, recvBuf, 0, count, type, op).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: combines the items of all ranks in every rank.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllReduce(Buffer sendBuf, Buffer recvBuf, int count, Datatype type, Op op) {
    return start(() -> collectives().allreduce(sendBuf, 0, recvBuf, 0, count, type, op));
  }

  /**
   * Combines the items of all ranks in every rank, in place: the result replaces its own items.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void allReduce(Object buf, int count, Datatype type, Op op) {
    try {
      collectives().allreduce(Collectives.IN_PLACE, 0, buf, 0, count, type, op).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: combines the items of all ranks in every rank, in place: the result replaces its
   * own items.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iAllReduce(Buffer buf, int count, Datatype type, Op op) {
    return start(() -> collectives().allreduce(Collectives.IN_PLACE, 0, buf, 0, count, type, op));
  }

  /**
   * Combines the items of all ranks and scatters the result.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param recvCounts numbers of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void reduceScatter(
      Object sendBuf, Object recvBuf, int[] recvCounts, Datatype type, Op op) {
    call(() -> collectives().reduceScatter(sendBuf, 0, recvBuf, 0, recvCounts, type, op));
  }

  /**
   * Non-blocking: combines the items of all ranks and scatters the result.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param recvCounts numbers of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iReduceScatter(
      Buffer sendBuf, Buffer recvBuf, int[] recvCounts, Datatype type, Op op) {
    return start(() -> collectives().reduceScatter(sendBuf, 0, recvBuf, 0, recvCounts, type, op));
  }

  /**
   * Combines the items of all ranks and scatters the result, in place: the result replaces the
   * items.
   *
   * @param buf array or buffer
   * @param counts numbers of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void reduceScatter(Object buf, int[] counts, Datatype type, Op op) {
    call(() -> collectives().reduceScatter(Collectives.IN_PLACE, 0, buf, 0, counts, type, op));
  }

  /**
   * Non-blocking: combines the items of all ranks and scatters the result, in place: the result
   * replaces the items.
   *
   * @param buf array or buffer
   * @param counts numbers of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iReduceScatter(Buffer buf, int[] counts, Datatype type, Op op) {
    return start(
        () -> collectives().reduceScatter(Collectives.IN_PLACE, 0, buf, 0, counts, type, op));
  }

  /**
   * Combines the items of all ranks and scatters the result in equal parts.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param recvCount number of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void reduceScatterBlock(
      Object sendBuf, Object recvBuf, int recvCount, Datatype type, Op op) {
    call(() -> collectives().reduceScatterBlock(sendBuf, 0, recvBuf, 0, recvCount, type, op));
  }

  /**
   * Non-blocking: combines the items of all ranks and scatters the result in equal parts.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param recvCount number of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iReduceScatterBlock(
      Buffer sendBuf, Buffer recvBuf, int recvCount, Datatype type, Op op) {
    return start(
        () -> collectives().reduceScatterBlock(sendBuf, 0, recvBuf, 0, recvCount, type, op));
  }

  /**
   * Combines the items of all ranks and scatters the result in equal parts, in place: the result
   * replaces the items.
   *
   * @param buf array or buffer
   * @param count number of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void reduceScatterBlock(Object buf, int count, Datatype type, Op op) {
    call(() -> collectives().reduceScatterBlock(Collectives.IN_PLACE, 0, buf, 0, count, type, op));
  }

  /**
   * Non-blocking: combines the items of all ranks and scatters the result in equal parts, in place:
   * the result replaces the items.
   *
   * @param buf array or buffer
   * @param count number of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iReduceScatterBlock(Buffer buf, int count, Datatype type, Op op) {
    return start(
        () -> collectives().reduceScatterBlock(Collectives.IN_PLACE, 0, buf, 0, count, type, op));
  }

  /**
   * Combines items of this rank, without messages: {@code inOutBuf = inBuf op inOutBuf}.
   *
   * @param inBuf array or buffer with the left operands
   * @param inOutBuf array or buffer with the right operands, which become the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong
   */
  public final void reduceLocal(Object inBuf, Object inOutBuf, int count, Datatype type, Op op) {
    Reduction.local(this, inBuf, inOutBuf, count, type, op);
  }

  // ---- neighbours

  /** Those with a topology override this. */
  Neighbours neighbours() {
    channel();
    throw new MPIException(ErrorClass.TOPOLOGY, "the communicator has no topology");
  }

  /**
   * Sends the same items to all neighbours, and receives some from each. The neighbours are those
   * of the topology, in its order.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer for what is received
   * @param recvCount number of items from each neighbour
   * @param recvType datatype of the items that are received
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final void neighborAllGather(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType) {
    call(
        () ->
            NeighbourCollectives.allgather(
                this, sendBuf, sendCount, sendType, recvBuf, recvCount, recvType));
  }

  /**
   * Non-blocking: sends the same items to all neighbours, and receives some from each.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer for what is received
   * @param recvCount number of items from each neighbour
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final Request iNeighborAllGather(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int recvCount,
      Datatype recvType) {
    return start(
        () ->
            NeighbourCollectives.allgather(
                this, sendBuf, sendCount, sendType, recvBuf, recvCount, recvType));
  }

  /**
   * Sends the same items to all neighbours, and receives a part of any length from each. The
   * neighbours are those of the topology, in its order.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer for what is received
   * @param recvCounts numbers of items from each neighbour
   * @param displs where the part of each neighbour begins, in items
   * @param recvType datatype of the items that are received
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final void neighborAllGatherv(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int[] recvCounts,
      int[] displs,
      Datatype recvType) {
    call(
        () ->
            NeighbourCollectives.allgatherv(
                this, sendBuf, sendCount, sendType, recvBuf, recvCounts, displs, recvType));
  }

  /**
   * Non-blocking: sends the same items to all neighbours, and receives a part of any length from
   * each.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer for what is received
   * @param recvCounts numbers of items from each neighbour
   * @param displs where the part of each neighbour begins, in items
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final Request iNeighborAllGatherv(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int[] recvCounts,
      int[] displs,
      Datatype recvType) {
    return start(
        () ->
            NeighbourCollectives.allgatherv(
                this, sendBuf, sendCount, sendType, recvBuf, recvCounts, displs, recvType));
  }

  /**
   * Sends different items to each neighbour, and receives some from each. The neighbours are those
   * of the topology, in its order.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items to each neighbour
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer for what is received
   * @param recvCount number of items from each neighbour
   * @param recvType datatype of the items that are received
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final void neighborAllToAll(
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType) {
    call(
        () ->
            NeighbourCollectives.alltoall(
                this, sendBuf, sendCount, sendType, recvBuf, recvCount, recvType));
  }

  /**
   * Non-blocking: sends different items to each neighbour, and receives some from each.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCount number of items to each neighbour
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer for what is received
   * @param recvCount number of items from each neighbour
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final Request iNeighborAllToAll(
      Buffer sendBuf,
      int sendCount,
      Datatype sendType,
      Buffer recvBuf,
      int recvCount,
      Datatype recvType) {
    return start(
        () ->
            NeighbourCollectives.alltoall(
                this, sendBuf, sendCount, sendType, recvBuf, recvCount, recvType));
  }

  /**
   * Sends a part of any length to each neighbour, and receives one from each. The neighbours are
   * those of the topology, in its order.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCounts numbers of items to each neighbour
   * @param sendDispls where the part of each neighbour begins, in items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer for what is received
   * @param recvCounts numbers of items from each neighbour
   * @param recvDispls where the part of each neighbour begins, in items
   * @param recvType datatype of the items that are received
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final void neighborAllToAllv(
      Object sendBuf,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Object recvBuf,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType) {
    call(
        () ->
            NeighbourCollectives.alltoallv(
                this,
                sendBuf,
                sendCounts,
                sendDispls,
                sendType,
                recvBuf,
                recvCounts,
                recvDispls,
                recvType));
  }

  /**
   * Non-blocking: sends a part of any length to each neighbour, and receives one from each.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCounts numbers of items to each neighbour
   * @param sendDispls where the part of each neighbour begins, in items
   * @param sendType datatype of the items that are sent
   * @param recvBuf array or buffer for what is received
   * @param recvCounts numbers of items from each neighbour
   * @param recvDispls where the part of each neighbour begins, in items
   * @param recvType datatype of the items that are received
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final Request iNeighborAllToAllv(
      Buffer sendBuf,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Buffer recvBuf,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType) {
    return start(
        () ->
            NeighbourCollectives.alltoallv(
                this,
                sendBuf,
                sendCounts,
                sendDispls,
                sendType,
                recvBuf,
                recvCounts,
                recvDispls,
                recvType));
  }

  /**
   * Sends a part of any length and datatype to each neighbour, and receives one from each. The
   * neighbours are those of the topology, in its order.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCounts numbers of items to each neighbour
   * @param sendDispls where the part of each neighbour begins, in bytes
   * @param sendTypes datatypes of the items to each neighbour
   * @param recvBuf array or buffer for what is received
   * @param recvCounts numbers of items from each neighbour
   * @param recvDispls where the part of each neighbour begins, in bytes
   * @param recvTypes datatypes of the items from each neighbour
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final void neighborAllToAllw(
      Object sendBuf,
      int[] sendCounts,
      int[] sendDispls,
      Datatype[] sendTypes,
      Object recvBuf,
      int[] recvCounts,
      int[] recvDispls,
      Datatype[] recvTypes) {
    call(
        () ->
            NeighbourCollectives.alltoallw(
                this,
                sendBuf,
                sendCounts,
                sendDispls,
                sendTypes,
                recvBuf,
                recvCounts,
                recvDispls,
                recvTypes));
  }

  /**
   * Non-blocking: sends a part of any length and datatype to each neighbour, and receives one from
   * each.
   *
   * @param sendBuf array or buffer that is sent
   * @param sendCounts numbers of items to each neighbour
   * @param sendDispls where the part of each neighbour begins, in bytes
   * @param sendTypes datatypes of the items to each neighbour
   * @param recvBuf array or buffer for what is received
   * @param recvCounts numbers of items from each neighbour
   * @param recvDispls where the part of each neighbour begins, in bytes
   * @param recvTypes datatypes of the items from each neighbour
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if the communicator has no topology, an argument is wrong, or another rank
   *     ended
   */
  public final Request iNeighborAllToAllw(
      Buffer sendBuf,
      int[] sendCounts,
      int[] sendDispls,
      Datatype[] sendTypes,
      Buffer recvBuf,
      int[] recvCounts,
      int[] recvDispls,
      Datatype[] recvTypes) {
    return start(
        () ->
            NeighbourCollectives.alltoallw(
                this,
                sendBuf,
                sendCounts,
                sendDispls,
                sendTypes,
                recvBuf,
                recvCounts,
                recvDispls,
                recvTypes));
  }

  // ---- intercommunicators

  /**
   * Connects the groups of two communicators. The leaders of both groups are ranks of this
   * communicator. Collective in both groups.
   *
   * @param localComm the communicator of this group
   * @param localLeader the rank of the leader in that communicator
   * @param remoteLeader the rank of the other group's leader in this communicator; used only in the
   *     leader
   * @param tag distinguishes communicators that several threads make at the same time; from 0
   * @return the communicator of both groups
   * @throws MPIException if a leader does not exist, the groups have a process in common, the tag
   *     is negative, the leaders were not started together, or another rank ended
   */
  public final Intercomm createIntercomm(
      Comm localComm, int localLeader, int remoteLeader, int tag) {
    return Meeting.byLeaders(this, localComm, localLeader, remoteLeader, tag);
  }

  /**
   * Connects the groups of two communicators. The leaders of both groups are ranks of this
   * communicator. Collective in both groups.
   *
   * @param localComm the communicator of this group
   * @param localLeader the rank of the leader in that communicator
   * @param remoteLeader the rank of the other group's leader in this communicator; used only in the
   *     leader
   * @param tag distinguishes communicators that several threads make at the same time; from 0
   * @return the communicator of both groups
   * @throws MPIException if a leader does not exist, the groups have a process in common, the tag
   *     is negative, the leaders were not started together, or another rank ended
   */
  public final Intercomm Create_intercomm(
      Comm localComm, int localLeader, int remoteLeader, int tag) {
    return Meeting.byLeaders(this, localComm, localLeader, remoteLeader, tag);
  }
}
