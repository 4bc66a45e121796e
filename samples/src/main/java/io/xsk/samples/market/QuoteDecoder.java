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
package io.xsk.samples.market;

import io.xsk.samples.market.sbe.LevelUpdateDecoder;
import io.xsk.samples.market.sbe.MessageHeaderDecoder;
import io.xsk.samples.market.sbe.TradeDecoder;
import org.agrona.DirectBuffer;

/**
 * Decodes messages of the schema in {@code samples/quotes} where they lie, as in a frame of the UMEM, by the flyweights
 * that are generated of it. They trust what they are wrapped around; so what the headers say is looked at first, and
 * a message that would reach beyond its end is malformed.
 * <p>
 * It allocates nothing. <b>Note:</b> This class is not threadsafe.
 */
public final class QuoteDecoder implements LineProtocol.MessageHandler
{
    private static final int LEVEL_LENGTH = LevelUpdateDecoder.LevelsDecoder.sbeBlockLength();
    private static final int GROUP_HEADER_LENGTH = LevelUpdateDecoder.LevelsDecoder.sbeHeaderSize();

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final LevelUpdateDecoder update = new LevelUpdateDecoder();
    private final TradeDecoder trade = new TradeDecoder();
    private final QuoteHandler handler;
    private long malformed;
    private long unknown;

    /**
     * A decoder.
     *
     * @param handler of what the messages say.
     */
    public QuoteDecoder(final QuoteHandler handler)
    {
        this.handler = handler;
    }

    @Override
    public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        decode(buffer, index, length);
    }

    /**
     * Decode a message.
     *
     * @param buffer that has it.
     * @param index  of its SBE header.
     * @param length in bytes, header included.
     * @return false if it is malformed, which is counted; what it says is told to nobody then.
     */
    public boolean decode(final DirectBuffer buffer, final int index, final int length)
    {
        final boolean isValid = length >= MessageHeaderDecoder.ENCODED_LENGTH && dispatch(buffer, index, length);
        malformed += isValid ? 0 : 1;

        return isValid;
    }

    /**
     * Messages that are not what they say.
     *
     * @return the number of messages.
     */
    public long malformed()
    {
        return malformed;
    }

    /**
     * Messages of other schemas, and of templates that came later.
     *
     * @return the number of messages.
     */
    public long unknown()
    {
        return unknown;
    }

    private boolean dispatch(final DirectBuffer buffer, final int index, final int length)
    {
        header.wrap(buffer, index);
        final int blockLength = header.blockLength();
        final int rootLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
        if (LevelUpdateDecoder.SCHEMA_ID == header.schemaId())
        {
            switch (header.templateId())
            {
                case LevelUpdateDecoder.TEMPLATE_ID:
                    return blockLength >= LevelUpdateDecoder.BLOCK_LENGTH &&
                        rootLength >= blockLength + GROUP_HEADER_LENGTH &&
                        onUpdate(buffer, index + MessageHeaderDecoder.ENCODED_LENGTH, blockLength, rootLength);

                case TradeDecoder.TEMPLATE_ID:
                    return blockLength >= TradeDecoder.BLOCK_LENGTH && rootLength >= blockLength &&
                        onTrade(buffer, index + MessageHeaderDecoder.ENCODED_LENGTH, blockLength);

                default:
                    break;
            }
        }
        unknown++;

        return true;
    }

    private boolean onUpdate(final DirectBuffer buffer, final int index, final int blockLength, final int length)
    {
        update.wrap(buffer, index, blockLength, header.version());
        LevelUpdateDecoder.LevelsDecoder levels = update.levels();
        final int levelLength = levels.actingBlockLength();
        if (levelLength < LEVEL_LENGTH ||
            levels.count() * levelLength > length - blockLength - GROUP_HEADER_LENGTH ||
            !hasSides(levels))
        {
            return false;
        }
        update.wrap(buffer, index, blockLength, header.version());
        levels = update.levels();
        while (levels.hasNext())
        {
            levels.next();
            handler.onLevel(
                update.transactTimeNs(), update.instrument(), 0 == levels.sideRaw(), levels.price(), levels.quantity());
        }

        return true;
    }

    private static boolean hasSides(final LevelUpdateDecoder.LevelsDecoder levels)
    {
        boolean isValid = true;
        while (levels.hasNext())
        {
            isValid &= levels.next().sideRaw() <= 1;
        }

        return isValid;
    }

    private boolean onTrade(final DirectBuffer buffer, final int index, final int blockLength)
    {
        trade.wrap(buffer, index, blockLength, header.version());
        handler.onTrade(trade.transactTimeNs(), trade.instrument(), trade.price(), trade.quantity());

        return true;
    }
}
