package io.crossmem.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.sys.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What system properties may say. */
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
  @EnumSource(Protocol.class)
  void eachProtocolHasItsName(Protocol protocol) {
    assertNull(Setting.PROTOCOL.word());
    set("crossmem.protocol", protocol.propertyName());
    assertEquals(protocol, Protocol.of(Setting.PROTOCOL.word()));
  }
}
