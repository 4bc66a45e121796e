/*
 * Copyright 2026 The XSK Pipeline Authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 * https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.xsk.bpf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Packets of all kinds that a filter tells apart, with few addresses, ports and VLANs so that rules hit, and with
 * damage of all kinds.
 */
final class RandomPackets
{
    static final String[] IPV4 = {"10.0.0.1", "10.0.0.2", "10.1.2.3", "224.0.0.251", "239.1.1.1", "239.1.1.2"};
    static final String[] IPV6 = {"fe80::1", "2001:db8::1", "2001:db8::2", "ff02::fb", "ff3e::8000:1", "::a00:1"};
    static final int[] PORTS = {0, 53, 319, 320, 26_400, 26_477, 65_535};
    static final int[] VLANS = {0, 1, 10, 20, 4_095};
    static final int[] PROTOCOLS = {1, 2, 6, 17, 50, 51, 58, 59};
    static final int[] ETHER_TYPES = {0x0806, 0x88F7, 0x88CC, 0x0800, 0x86DD, 0x8100, 0x88A8, 0x0026};

    private static final int MAX_LENGTH = 1024;
    private static final int[] TAG_TYPES = {0x8100, 0x88A8};
    private static final int[] EXTENSIONS = {0, 43, 60, 51};

    private final RandomGenerator random;
    private final ByteBuffer packet = ByteBuffer.allocate(MAX_LENGTH * 4);

    RandomPackets(final RandomGenerator random)
    {
        this.random = random;
    }

    byte[] next()
    {
        packet.clear();
        random(12);
        for (int tags = one(0, 0, 0, 1, 1, 2, 3); tags > 0; tags--)
        {
            putShort(one(TAG_TYPES));
            putShort(one(VLANS) | random.nextInt(16) << 12);
        }
        switch (random.nextInt(8))
        {
            case 0 ->
            {
                putShort(one(ETHER_TYPES));
                random(random.nextInt(64));
            }
            case 1, 2, 3 -> ipv6();
            default -> ipv4();
        }
        if (random.nextInt(4) == 0)
        {
            random(random.nextInt(20));
        }

        return damaged(Arrays.copyOf(packet.array(), packet.position()));
    }

    private byte[] damaged(final byte[] whole)
    {
        return switch (random.nextInt(6))
        {
            case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length) + 1);
            case 1 ->
            {
                // Where the headers are.
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--)
                {
                    whole[12 + random.nextInt(Math.min(80, whole.length) - 12)] ^= (byte)(1 << random.nextInt(8));
                }
                yield whole;
            }
            default -> whole;
        };
    }

    private void ipv4()
    {
        putShort(0x0800);
        final int start = packet.position();
        final int options = one(0, 0, 0, 1, 10);
        final int protocol = one(17, 17, 6, one(PROTOCOLS));
        putShort(0x4500 + (options << 8));
        putShort(0);
        putShort(random.nextInt());
        putShort(one(0, 0, 0x4000, 0x4000, 0x4000, 0x4000, 0x2000, 1, 0x8000));
        packet.put((byte)64).put((byte)protocol);
        putShort(0);
        address(IPV4);
        address(IPV4);
        random(options * 4);
        transport(protocol);
        packet.putShort(start + 2, (short)(packet.position() - start));
    }

    private void ipv6()
    {
        putShort(0x86DD);
        final int start = packet.position();
        packet.putInt(0x6000_0000);
        putShort(0);
        int next = packet.position();
        packet.put((byte)0).put((byte)64);
        address(IPV6);
        address(IPV6);
        for (int extensions = one(0, 0, 0, 1, 2, random.nextInt(11)); extensions > 0; extensions--)
        {
            final int type = one(EXTENSIONS);
            packet.put(next, (byte)type);
            next = packet.position();
            final int units = random.nextInt(3);
            packet.put((byte)0).put((byte)units);
            random(51 == type ? 6 + units * 4 : 6 + units * 8);
        }
        final int protocol = one(17, 17, 17, 6, 6, 44, one(PROTOCOLS));
        packet.put(next, (byte)protocol);
        transport(protocol);
        packet.putShort(start + 4, (short)(packet.position() - start - 40));
    }

    private void transport(final int protocol)
    {
        final int payload = random.nextInt(40);
        putShort(one(PORTS));
        putShort(one(PORTS));
        if (17 == protocol)
        {
            putShort(8 + payload + one(0, 0, 0, 0, 0, 0, 1, -4));
            putShort(0);
        }
        else
        {
            random(8);
            putShort(one(5, 5, 5, 5, 6, 15, 4) << 12);
            random(6);
        }
        random(payload);
    }

    private void address(final String... pool)
    {
        final AddressPrefix address = AddressPrefix.parse(one(pool));
        if (4 == address.version())
        {
            packet.putInt((int)(address.high() >>> 32));
        }
        else
        {
            packet.putLong(address.high()).putLong(address.low());
        }
    }

    private void random(final int length)
    {
        for (int i = 0; i < length; i++)
        {
            packet.put((byte)random.nextInt());
        }
    }

    private void putShort(final int value)
    {
        packet.putShort((short)value);
    }

    int one(final int... pool)
    {
        return pool[random.nextInt(pool.length)];
    }

    String one(final String... pool)
    {
        return pool[random.nextInt(pool.length)];
    }
}
