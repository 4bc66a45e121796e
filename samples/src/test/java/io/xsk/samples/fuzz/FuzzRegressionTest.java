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
package io.xsk.samples.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The targets of {@code ./xsk fuzz} in the short form: with inputs that make sense, with those that were once found in
 * the long form (in {@code src/test/resources/fuzz}, a folder for each target), and with what chance makes of them.
 */
class FuzzRegressionTest
{
    private static final Path FOUND = Path.of("src/test/resources/fuzz");
    private static final Path SOURCES = Path.of("src/test/java/io/xsk/samples/fuzz");
    private static final int ROUNDS = 5_000;

    @ParameterizedTest
    @EnumSource(Target.class)
    void shouldDoWithEveryInput(final Target target)
    {
        final List<byte[]> inputs = new ArrayList<>(target.seeds());
        inputs.addAll(found(target));
        inputs.forEach(target.input);
        final Random random = new Random(23);
        for (int i = 0; i < ROUNDS; i++)
        {
            final byte[] input = inputs.get(i % inputs.size()).clone();
            for (int changes = 1 + random.nextInt(5); changes > 0 && input.length > 0; changes--)
            {
                input[random.nextInt(input.length)] = (byte)(random.nextBoolean() ? random.nextInt() : 0xFF);
            }
            target.input.accept(Arrays.copyOf(input, input.length - random.nextInt(1 + input.length / 4)));
        }
    }

    @Test
    void shouldKnowEveryTarget() throws IOException
    {
        final Set<String> sources = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES))
        {
            files.map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith("Fuzz.java"))
                .forEach(name -> sources.add(name.replace("Fuzz.java", "")));
        }
        final Set<String> targets = new TreeSet<>();
        for (final Target target : Target.values())
        {
            targets.add(target.title);
        }
        assertEquals(sources, targets);
        assertTrue(targets.size() > 3);
    }

    private static List<byte[]> found(final Target target)
    {
        final Path folder = FOUND.resolve(target.title);
        if (!Files.isDirectory(folder))
        {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder))
        {
            final List<byte[]> inputs = new ArrayList<>();
            for (final Path file : files.sorted().toList())
            {
                inputs.add(Files.readAllBytes(file));
            }
            return inputs;
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    enum Target
    {
        PACKET_PARSER("PacketParser", PacketParserFuzz::fuzzerTestOneInput)
        {
            @Override
            List<byte[]> seeds()
            {
                final byte[] tagged = ByteBuffer.allocate(64).position(12)
                    .putInt(0x8100_008E).putShort((short)0x0800)
                    .putInt(0x4500_0024).putInt(0).putInt(0x0911_0000).putInt(0x0A00_0001).putInt(0xEF01_0101)
                    .putShort((short)1).putShort((short)26_477).putShort((short)16).array();
                final byte[] extended = ByteBuffer.allocate(80).position(12)
                    .putShort((short)0x86DD).putInt(0x6000_0000).putInt(0x0018_0040).position(54)
                    .putLong(0x1100_0000_0000_0000L)
                    .putShort((short)1).putShort((short)26_477).putShort((short)16).array();

                return List.of(new byte[0], tagged, extended);
            }
        },
        CAPTURE("Capture", CaptureFuzz::fuzzerTestOneInput)
        {
            @Override
            List<byte[]> seeds()
            {
                final ByteBuffer classic = ByteBuffer.allocate(128)
                    .putInt(0xA1B2_3C4D).putInt(0x0002_0004).putLong(0).putInt(65_535).putInt(1);
                final ByteBuffer next = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
                block(next, 0x0A0D0D0A, body(16).putInt(0x1A2B3C4D).putInt(1).putLong(-1));
                block(next, 1, body(20).putInt(1).putInt(64).putInt(0x0001_0009).putInt(9).putInt(0));
                for (int i = 0; i < 2; i++)
                {
                    classic.putInt(i).putInt(i).putInt(20).putInt(20).position(classic.position() + 20);
                    block(next, 6, body(40).putInt(0).putInt(0).putInt(i).putInt(20).putInt(20).position(40));
                }
                block(next, 3, body(12).putInt(8).position(12));
                block(next, 5, body(28).putInt(0).putInt(0).putInt(5).putInt(0x0008_0005).putLong(7).putInt(0));
                final byte[] bytes = Arrays.copyOf(next.array(), next.position());

                return List.of(Arrays.copyOf(classic.array(), classic.position()), bytes, gzip(bytes));
            }
        },
        ITCH("Itch", ItchFuzz::fuzzerTestOneInput)
        {
            @Override
            List<byte[]> seeds()
            {
                final ByteBuffer all = ByteBuffer.allocate(1_024);
                final String lengths = "S12 R39 H25 Y20 L26 V35 W12 K28 J35 h21 A36 F40 E31 C36 X23 D19 U35 P44 Q40 " +
                    "B19 I50 N20 O48 A36 E31 X23 U35 D19";
                for (final String type : lengths.split(" "))
                {
                    final int length = Integer.parseInt(type.substring(1));
                    all.put((byte)length).put((byte)type.charAt(0)).position(all.position() + length - 1);
                }

                return List.of(Arrays.copyOf(all.array(), all.position()));
            }
        },
        QUOTES("Quotes", QuotesFuzz::fuzzerTestOneInput)
        {
            @Override
            List<byte[]> seeds()
            {
                final ByteBuffer levels = body(64)
                    .putShort((short)12).putShort((short)1).putShort((short)7_001).putShort((short)0)
                    .putLong(1).putInt(7).putShort((short)13).put((byte)2).putLong(-5).putInt(1).put((byte)1);
                final ByteBuffer trade = body(32)
                    .putShort((short)24).putShort((short)2).putShort((short)7_001).putShort((short)0).putLong(1);

                return List.of(levels.array(), trade.array());
            }
        },
        LINES("Lines", LinesFuzz::fuzzerTestOneInput)
        {
            @Override
            List<byte[]> seeds()
            {
                final List<byte[]> seeds = new ArrayList<>();
                for (int kind = 0; kind < 4; kind++)
                {
                    final ByteBuffer lines = ByteBuffer.allocate(1_024).put((byte)kind);
                    for (final int sequence : new int[]{ 1, 1, 2, 4, 3, 9, 10, 11, 12, 13, 14, 15, 16, 16, 1, 2, 17 })
                    {
                        final ByteBuffer packet = 0 == (kind & 1) ?
                            ByteBuffer.allocate(25).put("SESSION001".getBytes(StandardCharsets.US_ASCII))
                                .putLong(sequence).putShort((short)1).putShort((short)3) :
                            body(24).putInt(sequence).putLong(0).putShort((short)12).putShort((short)2);
                        lines.put((byte)(lines.position() & 3)).put((byte)packet.capacity()).put(packet.array());
                    }
                    seeds.add(Arrays.copyOf(lines.array(), lines.position()));
                }

                return seeds;
            }
        };

        private final String title;
        private final Consumer<byte[]> input;

        Target(final String title, final Consumer<byte[]> input)
        {
            this.title = title;
            this.input = input;
        }

        abstract List<byte[]> seeds();

        private static ByteBuffer body(final int length)
        {
            return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        }

        private static void block(final ByteBuffer file, final int type, final ByteBuffer body)
        {
            file.putInt(type).putInt(body.capacity() + 12).put(body.array()).putInt(body.capacity() + 12);
        }

        private static byte[] gzip(final byte[] bytes)
        {
            final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream stream = new GZIPOutputStream(compressed))
            {
                stream.write(bytes);
            }
            catch (final IOException exception)
            {
                throw new UncheckedIOException(exception);
            }

            return compressed.toByteArray();
        }
    }
}
