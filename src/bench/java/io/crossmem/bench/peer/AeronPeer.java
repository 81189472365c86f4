package io.crossmem.bench.peer;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.RethrowingErrorHandler;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;

/**
 * Aeron's IPC: a stream each way, and the media driver in a thread of rank 0. The driver clears
 * received data and then frees its space for the sender, so it takes part in large transfers.
 *
 * <p>Aeron's defaults are used, except for settings in its IPC samples and its low-latency
 * configuration: longer fragments, and preallocated files. Each fragment is written where the
 * receiver reads it, and copied from there to its destination, without assembling messages in
 * between.
 *
 * <p>A stream has three terms of 64 MiB, so both take 384 MiB of shared memory.
 */
public final class AeronPeer implements Transport, Pipe {
  private static final String IPC = "aeron:ipc";
  private static final int FRAGMENT = 8 << 10; // with its header
  private static final int BATCH = 16; // fragments before the sender is notified
  private static final long PAUSE_NANOS = 1_000_000;

  private final MediaDriver driver; // null in other ranks than 0
  private final Aeron aeron;
  private final ExclusivePublication publication;
  private final Image image;
  private final BufferClaim claim = new BufferClaim();
  private Chunks coming;
  private final FragmentHandler handler =
      (bytes, offset, length, header) -> coming.take(bytes, offset, length);

  /** Connects to the other rank, which must do the same. */
  public AeronPeer(Control control) {
    Path folder = SharedFolder.file("aeron");
    driver = control.rank() == 0 ? launch(folder) : null;
    control.meet();
    aeron = connect(folder);
    publication = aeron.addExclusivePublication(IPC, 1 + control.rank());
    Subscription subscription = aeron.addSubscription(IPC, 2 - control.rank());
    await(() -> subscription.imageCount() == 1 && publication.isConnected());
    image = subscription.imageAtIndex(0);
    control.meet();
    if (driver != null) {
      IoUtil.delete(
          folder.toFile(), true); // everything is mapped by now: even a kill leaves nothing
    }
  }

  private static MediaDriver launch(Path folder) {
    return MediaDriver.launch(
        new MediaDriver.Context()
            .aeronDirectoryName(folder.toString())
            .threadingMode(ThreadingMode.SHARED)
            .ipcMtuLength(FRAGMENT)
            .termBufferSparseFile(false));
  }

  private static Aeron connect(Path folder) {
    return Aeron.connect(
        new Aeron.Context()
            .aeronDirectoryName(folder.toString())
            .preTouchMappedMemory(true)
            .errorHandler(RethrowingErrorHandler.INSTANCE));
  }

  /** Yields, since the driver may need this core. */
  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Limits.requireOneBlock(task, "aeron");
    return new PipeChannel(this, task, out, in);
  }

  @Override
  public int longest() {
    return publication.maxPayloadLength();
  }

  @Override
  public boolean put(DirectBuffer bytes, int offset, int length) {
    long position = publication.tryClaim(length, claim);
    if (position > 0) {
      claim.buffer().putBytes(claim.offset(), bytes, offset, length);
      claim.commit();
      return true;
    }
    if (position != Publication.BACK_PRESSURED && position != Publication.ADMIN_ACTION) {
      throw new IllegalStateException("aeron: " + Publication.errorString(position));
    }
    return false;
  }

  @Override
  public int take(Chunks into) {
    coming = into;
    return image.poll(handler, Math.min(into.left(), BATCH));
  }

  @Override
  public void close() {
    aeron.close();
    if (driver != null) {
      driver.close();
    }
  }
}
