// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacSha256Test {

    @Test
    void agreesWithTheTestCaseOfRfc4231() {
        byte[] mac = HmacSha256.of("Jefe".getBytes(StandardCharsets.US_ASCII),
                "what do ya want ".getBytes(StandardCharsets.US_ASCII),
                "for nothing?".getBytes(StandardCharsets.US_ASCII));

        assertThat(HexFormat.of().formatHex(mac))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void agreesWithThePlatform() throws Exception {
        Random random = new Random(42);
        for (int keySize = 1; keySize <= 64; keySize++) {
            byte[] key = new byte[keySize];
            byte[] text = new byte[random.nextInt(200)];
            random.nextBytes(key);
            random.nextBytes(text);
            Mac platform = Mac.getInstance("HmacSHA256");
            platform.init(new SecretKeySpec(key, "HmacSHA256"));

            assertThat(HmacSha256.of(key, text)).isEqualTo(platform.doFinal(text));
        }
    }

    @Test
    void refusesAKeyLongerThanABlock() {
        assertThatThrownBy(() -> HmacSha256.of(new byte[65])).isInstanceOf(IllegalArgumentException.class);
    }
}
