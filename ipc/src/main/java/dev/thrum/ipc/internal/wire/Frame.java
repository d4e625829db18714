// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

/// One message as it travels on a byte stream. The payload is not interpreted here.
///
/// ```
///  byte 0          1          2          3          4          5          6          7
///      +----------+----------+----------+----------+----------+----------+----------+----------+
///   0  | magic  'T' 'H' 'R' 'M'                    | version  | type     | reserved, zero      |
///      +----------+----------+----------+----------+----------+----------+----------+----------+
///   8  | payload length, 0 to the maximum          | CRC-32C of bytes 0 to 11 and the payload  |
///      +----------+----------+----------+----------+----------+----------+----------+----------+
///  16  | payload ...                                                                           |
///      +---------------------------------------------------------------------------------------+
/// ```
///
/// Integers are big-endian. The stream may end before byte 0 of a frame and nowhere else.
///
/// @param type what the payload means; assigned by the protocol on top
/// @param payload the content, not copied
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record Frame(byte type, byte[] payload) {

    static final int MAGIC = 'T' << 24 | 'H' << 16 | 'R' << 8 | 'M';
    static final byte VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + Integer.BYTES;
    static final int TYPE_OFFSET = VERSION_OFFSET + Byte.BYTES;
    static final int RESERVED_OFFSET = TYPE_OFFSET + Byte.BYTES;
    static final int LENGTH_OFFSET = RESERVED_OFFSET + Short.BYTES;
    static final int CHECKSUM_OFFSET = LENGTH_OFFSET + Integer.BYTES;
    static final int HEADER_SIZE = CHECKSUM_OFFSET + Integer.BYTES;
}
