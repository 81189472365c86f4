package io.crossmem.message;

import java.util.List;

/**
 * Loads all classes that messages need while a group is joined. Later there may be no file
 * descriptor left to open a class file, and messages must not fail then.
 *
 * <p>A test runs messages after joining, and reports the classes that are missing here.
 */
final class ClassPreloading {
  private static final String MESSAGE = "io.crossmem.message.";
  private static final String INTERNAL = "io.crossmem.internal.";

  private static final List<String> NAMES =
      List.of(
          MESSAGE + "CollectiveRequest",
          MESSAGE + "Data",
          MESSAGE + "Data$ReadOnlyDataException",
          MESSAGE + "DataType",
          MESSAGE + "MatchedMessage",
          MESSAGE + "MessageBuffer",
          MESSAGE + "MessageBuffer$Kind",
          MESSAGE + "MessageException",
          MESSAGE + "MessageTimeoutException",
          MESSAGE + "Op",
          MESSAGE + "Op$BuiltIn",
          MESSAGE + "Outcomes$1",
          MESSAGE + "PeerFailedException",
          MESSAGE + "PersistentRequest",
          MESSAGE + "PointToPoint$Probe",
          MESSAGE + "Request",
          MESSAGE + "Request$FutureOutcome",
          MESSAGE + "Status",
          MESSAGE + "Timeouts",
          MESSAGE + "TruncationException",
          INTERNAL + "collective.BinomialTree",
          INTERNAL + "collective.CollectiveFailure",
          INTERNAL + "collective.Schedule",
          INTERNAL + "collective.Schedule$Advance",
          INTERNAL + "collective.ScheduleRound",
          INTERNAL + "collective.ScheduleRound$Message",
          INTERNAL + "data.ArrayPayload",
          INTERNAL + "data.ArrayPayload$1",
          INTERNAL + "data.BufferPayload",
          INTERNAL + "data.Combination",
          INTERNAL + "data.Combiner",
          INTERNAL + "data.ElementBufferPayload",
          INTERNAL + "data.ElementBufferPayload$1",
          INTERNAL + "data.HugePageMemory",
          INTERNAL + "data.LocalReduction",
          INTERNAL + "data.MappedFile",
          INTERNAL + "data.Mapping",
          INTERNAL + "data.RemoteMapping",
          INTERNAL + "data.SealedFile",
          INTERNAL + "data.StridedPayload",
          INTERNAL + "engine.Deadline",
          INTERNAL + "engine.Probed",
          INTERNAL + "engine.WaitStrategy$Step",
          INTERNAL + "protocol.Arrival",
          INTERNAL + "protocol.ControlMessage$Atp",
          INTERNAL + "protocol.ControlMessage$Ats",
          INTERNAL + "protocol.ControlMessage$Cancel",
          INTERNAL + "protocol.ControlMessage$CancelAck",
          INTERNAL + "protocol.ControlMessage$CtsData",
          INTERNAL + "protocol.ControlMessage$CtsPut",
          INTERNAL + "protocol.Eager$1",
          INTERNAL + "protocol.FailureCause",
          INTERNAL + "protocol.FailureCause$Kind",
          INTERNAL + "protocol.IncomingMessage",
          INTERNAL + "protocol.MappingCache",
          INTERNAL + "protocol.Operation$State",
          INTERNAL + "protocol.OutgoingMessage",
          INTERNAL + "protocol.Peer$1",
          INTERNAL + "protocol.Protocol",
          INTERNAL + "protocol.ProtocolSelector$1",
          INTERNAL + "protocol.RecvState",
          INTERNAL + "protocol.SendMode",
          INTERNAL + "protocol.SendState",
          INTERNAL + "protocol.UnexpectedStore$Chunk",
          INTERNAL + "protocol.rendezvous.Get$Outcome",
          INTERNAL + "protocol.rendezvous.RecvFaults$1",
          INTERNAL + "protocol.rendezvous.RecvRendezvous$1",
          INTERNAL + "protocol.rendezvous.SendRendezvous$1",
          INTERNAL + "shm.CorruptRingException",
          INTERNAL + "shm.RingConsumer",
          INTERNAL + "shm.RingProducer",
          INTERNAL + "sys.AnonymousMemory",
          INTERNAL + "sys.DirectBytes",
          INTERNAL + "sys.DurationText",
          INTERNAL + "sys.ErrnoException",
          INTERNAL + "sys.MessageEvents",
          INTERNAL + "sys.OperatorLog",
          INTERNAL + "sys.VirtualThreads");

  static {
    NAMES.forEach(ClassPreloading::load);
  }

  private ClassPreloading() {}

  private static void load(String name) {
    try {
      Class.forName(name);
    } catch (ClassNotFoundException e) {
      // Some compilers make a class for a switch on an enum, others do not.
    }
  }

  /** Returns when all are loaded. */
  static void ensureDone() {}
}
