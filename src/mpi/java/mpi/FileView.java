package mpi;

/** The view of a file: the arguments of {@link File#setView}. Immutable. */
public final class FileView {
  private final long disp;
  private final Datatype eType;
  private final Datatype fileType;
  private final String dataRep;

  /**
   * Makes one.
   *
   * @param disp where the view begins, in bytes
   * @param eType the unit of offsets
   * @param fileType the selected parts, repeated
   * @param dataRep the representation of data
   */
  public FileView(long disp, Datatype eType, Datatype fileType, String dataRep) {
    this.disp = disp;
    this.eType = eType;
    this.fileType = fileType;
    this.dataRep = dataRep;
  }

  /**
   * Where the view begins.
   *
   * @return in bytes from the start of the file
   */
  public long getDisp() {
    return disp;
  }

  /**
   * The unit of offsets.
   *
   * @return the elementary datatype
   */
  public Datatype getEType() {
    return eType;
  }

  /**
   * The selected parts of the file, repeated.
   *
   * @return the datatype
   */
  public Datatype getFileType() {
    return fileType;
  }

  /**
   * The representation of data.
   *
   * @return such as {@code native}
   */
  public String getDataRep() {
    return dataRep;
  }
}
