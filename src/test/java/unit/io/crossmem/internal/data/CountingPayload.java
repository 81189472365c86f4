package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;

/** A payload that counts how often it is retained, and can be made to throw. */
public final class CountingPayload extends Payload {
  private final Payload delegate;
  private int retained;
  private RuntimeException refusal;
  private RuntimeException copyFailure;

  public CountingPayload(Payload delegate) {
    super(delegate.type());
    this.delegate = delegate;
  }

  public int retained() {
    return retained;
  }

  /** The exception of the next {@link #retain}. */
  public void refuse(RuntimeException e) {
    refusal = e;
  }

  /** The exception of each later copy. */
  public void failCopies(RuntimeException e) {
    copyFailure = e;
  }

  @Override
  public long bytes() {
    return delegate.bytes();
  }

  @Override
  public void copyOut(long offset, TypedView to, int at, int bytes) {
    requireCopies();
    delegate.copyOut(offset, to, at, bytes);
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int bytes) {
    requireCopies();
    delegate.copyIn(offset, from, at, bytes);
  }

  private void requireCopies() {
    if (retained == 0) {
      throw new AssertionError("memory is used that is not retained");
    }
    if (copyFailure != null) {
      throw copyFailure;
    }
  }

  @Override
  public long address() {
    return 0;
  }

  @Override
  public long plainAddress() {
    return 0;
  }

  @Override
  public void retain() {
    RuntimeException e = refusal;
    refusal = null;
    if (e != null) {
      throw e;
    }
    retained++;
  }

  @Override
  public void release() {
    retained--;
  }
}
