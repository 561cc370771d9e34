package hearth.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// How the codes of a block of 256 lie in bytes. Codes are two's-complement numbers of a few bits,
/// the first in the lowest bits; the most negative number is illegal, so that codes are symmetric.
/// Written so that C2 turns the loops into vector code.
enum Packing {
    TWO_BITS(2) {
        @Override
        void pack(int[] codes, byte[] bytes, int at) {
            for (int i = 0; i < BLOCK; i += 4) {
                bytes[at + (i >> 2)] =
                        (byte)
                                ((codes[i] & 3)
                                        | ((codes[i + 1] & 3) << 2)
                                        | ((codes[i + 2] & 3) << 4)
                                        | (codes[i + 3] << 6));
            }
        }

        @Override
        boolean unpack(byte[] bytes, int at, int[] left) {
            int illegal = 0;
            for (int i = 0; i < BLOCK; i += 4) {
                int b = bytes[at + (i >> 2)];
                illegal |= (b >> 1) & ~b & 0x55;
                left[i] = b << 30;
                left[i + 1] = b << 28;
                left[i + 2] = b << 26;
                left[i + 3] = b << 24;
            }
            return illegal == 0;
        }
    },
    FOUR_BITS(4) {
        @Override
        void pack(int[] codes, byte[] bytes, int at) {
            for (int i = 0; i < BLOCK; i += 8) {
                int word =
                        (codes[i] & 15)
                                | ((codes[i + 1] & 15) << 4)
                                | ((codes[i + 2] & 15) << 8)
                                | ((codes[i + 3] & 15) << 12)
                                | ((codes[i + 4] & 15) << 16)
                                | ((codes[i + 5] & 15) << 20)
                                | ((codes[i + 6] & 15) << 24)
                                | (codes[i + 7] << 28);
                INTS.set(bytes, at + (i >> 1), word);
            }
        }

        @Override
        boolean unpack(byte[] bytes, int at, int[] left) {
            int illegal = 0;
            for (int i = 0; i < BLOCK; i += 8) {
                int word = (int) INTS.get(bytes, at + (i >> 1));
                // A nibble is 8 where it becomes zero here and a borrow shows it.
                int flipped = word ^ 0x88888888;
                illegal |= (flipped - 0x11111111) & ~flipped & 0x88888888;
                left[i] = word << 28;
                left[i + 1] = word << 24;
                left[i + 2] = word << 20;
                left[i + 3] = word << 16;
                left[i + 4] = word << 12;
                left[i + 5] = word << 8;
                left[i + 6] = word << 4;
                left[i + 7] = word;
            }
            return illegal == 0;
        }
    },
    EIGHT_BITS(8) {
        @Override
        void pack(int[] codes, byte[] bytes, int at) {
            for (int i = 0; i < BLOCK; i++) {
                bytes[at + i] = (byte) codes[i];
            }
        }

        @Override
        boolean unpack(byte[] bytes, int at, int[] left) {
            int least = 0;
            for (int i = 0; i < BLOCK; i++) {
                int code = bytes[at + i];
                least = Math.min(least, code);
                left[i] = code << 24;
            }
            return least != Byte.MIN_VALUE;
        }
    };

    static final int BLOCK = 256;
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int bits;

    Packing(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }

    /// Bytes of `count` codes.
    int bytes(int count) {
        return Math.toIntExact(((long) count * bits + 7) / 8);
    }

    /// @param codes 256 of them, small enough for the bits
    abstract void pack(int[] codes, byte[] bytes, int at);

    /// @param left gets 256 codes in the upper bits, to be shifted down by 32 less the bits
    /// @return whether all are legal
    abstract boolean unpack(byte[] bytes, int at, int[] left);
}
