package mpi;

/** A value with an index, of {@code MINLOC} and {@code MAXLOC}: the types of the two. */
enum Pair {
  SHORT2(Element.SHORT, Element.SHORT, 2),
  INT2(Element.INT, Element.INT, 4),
  LONG2(Element.LONG, Element.LONG, 8),
  FLOAT2(Element.FLOAT, Element.FLOAT, 4),
  DOUBLE2(Element.DOUBLE, Element.DOUBLE, 8),
  SHORT_INT(Element.SHORT, Element.INT, 4),
  LONG_INT(Element.LONG, Element.INT, 8),
  FLOAT_INT(Element.FLOAT, Element.INT, 4),
  DOUBLE_INT(Element.DOUBLE, Element.INT, 8);

  final Element value;
  final Element index;
  final int indexOffset; // bytes

  Pair(Element value, Element index, int indexOffset) {
    this.value = value;
    this.index = index;
    this.indexOffset = indexOffset;
  }

  boolean isMixed() {
    return value != index;
  }

  Datatype type(String name) {
    if (!isMixed()) {
      return new Datatype(value, TypeMap.of(2), this, false, null, name);
    }
    TypeMap.Builder map =
        new TypeMap.Builder()
            .add(TypeMap.of(value.bytes), 0, 1)
            .add(TypeMap.of(index.bytes), indexOffset, 1);
    int extent = indexOffset + Math.max(index.bytes, value.bytes);
    return new Datatype(
        Element.BYTE,
        map.build().resized(0, extent),
        this,
        false,
        new int[] {value.bytes, index.bytes},
        name);
  }
}
