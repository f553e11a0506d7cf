package dev.headroom.clients.pem;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A private key in the one form that Java reads (RFC 5208): its kind, then the key as older tools write it alone, for RSA (PKCS#1,
 * RFC 8017) and for an elliptic curve (SEC 1, RFC 5915).
 */
final class Pkcs8 {
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int CURVE = 0xa0;

    private static final byte[] VERSION = HexFormat.of().parseHex("020100");
    /** rsaEncryption, and no parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
    /** ecPublicKey; the curve is its parameter. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Pkcs8() {}

    /**
     * @param kind what stands before PRIVATE KEY in the file: nothing, RSA or EC
     * @throws IllegalArgumentException where that is no key of the kind
     */
    static byte[] of(String kind, byte[] key) {
        try {
            return switch (kind.strip()) {
                case "RSA" -> key(RSA, key);
                case "EC" -> ofCurve(key);
                default -> key;
            };
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it ends too early", e);
        }
    }

    private static byte[] key(byte[] kind, byte[] key) {
        return element(SEQUENCE, joined(VERSION, element(SEQUENCE, kind), element(OCTETS, key)));
    }

    /** The curve goes to the kind, and the public key away: Java takes the secret alone. */
    private static byte[] ofCurve(byte[] key) {
        ByteBuffer all = inside(ByteBuffer.wrap(key), SEQUENCE);
        byte[] version = element(INTEGER, bytes(inside(all, INTEGER)));
        byte[] secret = element(OCTETS, bytes(inside(all, OCTETS)));
        byte[] curve = bytes(inside(all, CURVE));
        return key(joined(EC, curve), element(SEQUENCE, joined(version, secret)));
    }

    private static byte[] bytes(ByteBuffer inside) {
        byte[] bytes = new byte[inside.remaining()];
        inside.get(bytes);
        return bytes;
    }

    /** What the next element holds, which must have that tag; it is passed. */
    private static ByteBuffer inside(ByteBuffer elements, int tag) {
        if ((elements.get() & 0xff) != tag) {
            throw new IllegalArgumentException("it holds something else");
        }
        int length = elements.get() & 0xff;
        if (length >= 0x80) {
            int digits = length - 0x80;
            length = 0;
            for (int i = 0; i < digits; i++) {
                length = (length << 8) + (elements.get() & 0xff);
            }
        }
        if (length < 0 || length > elements.remaining()) {
            throw new IllegalArgumentException("it ends too early");
        }
        ByteBuffer inside = elements.slice(elements.position(), length);
        elements.position(elements.position() + length);
        return inside;
    }

    private static byte[] element(int tag, byte[] inside) {
        byte[] length = inside.length < 0x80
                ? new byte[] {(byte) inside.length}
                : new byte[] {(byte) 0x82, (byte) (inside.length >> 8), (byte) inside.length};
        return joined(new byte[] {(byte) tag}, length, inside);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
