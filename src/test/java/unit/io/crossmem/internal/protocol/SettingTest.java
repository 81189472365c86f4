package io.crossmem.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.sys.DurationText;
import io.crossmem.internal.sys.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The allowed values of system properties. */
class SettingTest {
  private String set;

  private void set(String property, String value) {
    set = property;
    System.setProperty(property, value);
  }

  @AfterEach
  void clear() {
    if (set != null) {
      System.clearProperty(set);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "crossmem.join.seconds, abc, 'a whole number of seconds, from 1 to 864000000'",
    "crossmem.join.seconds, 1.5, 'a whole number of seconds, from 1 to 864000000'",
    "crossmem.join.seconds, -5, 'a whole number of seconds, from 1 to 864000000'",
    "crossmem.join.seconds, 0, 'a whole number of seconds, from 1 to 864000000'",
    "crossmem.join.seconds, 864000001, 'a whole number of seconds, from 1 to 864000000'",
    "crossmem.join.seconds, '', 'a whole number of seconds, from 1 to 864000000'",
    "crossmem.join.seconds, ' 5', 'a whole number of seconds, from 1 to 864000000'",
    "crossmem.join.seconds, \u0665, 'a whole number of seconds, from 1 to 864000000'",
    "crossmem.eager, abc, 'a whole number of bytes, from 0 to 2147483647'",
    "crossmem.eager, 2147483648, 'a whole number of bytes, from 0 to 2147483647'",
    "crossmem.single, 9223372036854775808, 'a whole number of bytes, from 0 to 9223372036854775807'",
    "crossmem.single.huge, 1k, 'a whole number of bytes, from 0 to 9223372036854775807'",
    "crossmem.unexpected, -1, 'a whole number of bytes, from 0 to 9223372036854775807'",
    "crossmem.few, many, 'a whole number of ranks, from 0 to 2147483647'",
    "crossmem.protocol, fast, 'one of pipeline, read, mapped, write, split'",
    "crossmem.diagnose.after, '', 'a duration such as 500ms, 30s, 5m or 1h'",
    "crossmem.diagnose.after, 30, 'a duration such as 500ms, 30s, 5m or 1h'",
    "crossmem.diagnose.after, s, 'a duration such as 500ms, 30s, 5m or 1h'",
    "crossmem.diagnose.after, -5s, 'a duration such as 500ms, 30s, 5m or 1h'",
    "crossmem.diagnose.after, 1.5s, 'a duration such as 500ms, 30s, 5m or 1h'",
    "crossmem.diagnose.after, 0s, 'a duration such as 500ms, 30s, 5m or 1h'",
    "crossmem.diagnose.after, 30 s, 'a duration such as 500ms, 30s, 5m or 1h'",
    "crossmem.diagnose.after, 9999999999s, 'a duration such as 500ms, 30s, 5m or 1h'",
    "crossmem.native.dir, '', 'the name of a folder'",
    "crossmem.diagnose.after, 30S, 'a duration such as 500ms, 30s, 5m or 1h'",
  })
  void aValueThatIsNotAllowedIsRefusedByName(String property, String value, String allowed) {
    set(property, value);
    String message =
        assertThrows(IllegalArgumentException.class, Setting::requireValid).getMessage();
    assertEquals(
        "the system property " + property + " is \"" + value + "\", but must be " + allowed,
        message);
  }

  @Test
  void aValueThatIsAllowedIsRead() {
    assertFalse(Setting.UNEXPECTED.isSet());
    assertEquals(7, Setting.UNEXPECTED.number(7));
    set("crossmem.unexpected", "9223372036854775807");
    Setting.requireValid();
    assertTrue(Setting.UNEXPECTED.isSet());
    assertEquals(Long.MAX_VALUE, Setting.UNEXPECTED.number(7));
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500000000", "30s, 30000000000", "5m, 300000000000", "1h, 3600000000000"})
  void aDurationIsRead(String duration, long nanos) {
    assertEquals(0, Setting.DIAGNOSE_AFTER.nanos());
    set("crossmem.diagnose.after", duration);
    Setting.requireValid();
    assertEquals(nanos, Setting.DIAGNOSE_AFTER.nanos());
  }

  @ParameterizedTest
  @CsvSource({"8000000000, 8 s", "300000000, 300 ms", "1500000000, 1500 ms", "7, 7 ns", "0, 0 s"})
  void durationsAreFormattedInASuitableUnit(long nanos, String words) {
    assertEquals(words, DurationText.ofNanos(nanos));
  }

  @ParameterizedTest
  @EnumSource(value = Protocol.class, mode = EnumSource.Mode.EXCLUDE, names = "NETWORK")
  void eachProtocolHasItsName(Protocol protocol) {
    assertNull(Setting.PROTOCOL.word());
    set("crossmem.protocol", protocol.propertyName());
    assertEquals(protocol, Protocol.of(Setting.PROTOCOL.word()));
  }
}
