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

/**
 * Receives the messages of ITCH 5.0 that make books and trades, decoded in place. A stock is its eight characters in
 * one number, the first one the highest byte; a price is in ten thousandths.
 */
public interface ItchHandler
{
    /**
     * Something happened to the market as a whole.
     *
     * @param timestampNs since midnight.
     * @param eventCode   as in {@code O} for the start of messages.
     */
    default void onSystemEvent(final long timestampNs, final byte eventCode)
    {
    }

    /**
     * A stock is traded today, under a number.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param stock       its name.
     * @param roundLot    in shares.
     */
    default void onStockDirectory(final int locate, final long timestampNs, final long stock, final int roundLot)
    {
    }

    /**
     * An order came to the book.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param order       its number.
     * @param side        {@code B} or {@code S}.
     * @param shares      to trade.
     * @param stock       its name.
     * @param price       in ten thousandths.
     */
    default void onAdd(
        final int locate,
        final long timestampNs,
        final long order,
        final byte side,
        final int shares,
        final long stock,
        final int price)
    {
    }

    /**
     * An order was executed, wholly or in part, at its own price.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param order       its number.
     * @param shares      executed.
     * @param match       number of the trade.
     */
    default void onExecute(
        final int locate, final long timestampNs, final long order, final int shares, final long match)
    {
    }

    /**
     * An order was executed, wholly or in part, at another price.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param order       its number.
     * @param shares      executed.
     * @param match       number of the trade.
     * @param isPrintable false if it is reported elsewhere as well.
     * @param price       in ten thousandths.
     */
    default void onExecuteAtPrice(
        final int locate,
        final long timestampNs,
        final long order,
        final int shares,
        final long match,
        final boolean isPrintable,
        final int price)
    {
        onExecute(locate, timestampNs, order, shares, match);
    }

    /**
     * An order got smaller.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param order       its number.
     * @param shares      cancelled.
     */
    default void onCancel(final int locate, final long timestampNs, final long order, final int shares)
    {
    }

    /**
     * An order left the book.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param order       its number.
     */
    default void onDelete(final int locate, final long timestampNs, final long order)
    {
    }

    /**
     * An order took another one's place, on the same side of the same stock.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param order       number of the one before.
     * @param newOrder    its number.
     * @param shares      to trade.
     * @param price       in ten thousandths.
     */
    default void onReplace(
        final int locate,
        final long timestampNs,
        final long order,
        final long newOrder,
        final int shares,
        final int price)
    {
    }

    /**
     * A trade with an order that was not shown.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param shares      traded.
     * @param stock       its name.
     * @param price       in ten thousandths.
     * @param match       number of the trade.
     */
    default void onTrade(
        final int locate,
        final long timestampNs,
        final int shares,
        final long stock,
        final int price,
        final long match)
    {
    }

    /**
     * Many orders were matched at one price.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param shares      traded.
     * @param stock       its name.
     * @param price       in ten thousandths.
     * @param match       number of the trade.
     * @param crossType   as in {@code O} for the opening.
     */
    default void onCross(
        final int locate,
        final long timestampNs,
        final long shares,
        final long stock,
        final int price,
        final long match,
        final byte crossType)
    {
    }

    /**
     * A trade is void.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param match       number of the trade.
     */
    default void onBrokenTrade(final int locate, final long timestampNs, final long match)
    {
    }

    /**
     * The price range of a direct listing with capital raise.
     *
     * @param locate      number of the stock.
     * @param timestampNs since midnight.
     * @param stock       its name.
     * @param isEligible  to be released.
     * @param minPrice    in ten thousandths.
     * @param maxPrice    in ten thousandths.
     * @param nearPrice   in ten thousandths.
     * @param nearTimeNs  since midnight.
     */
    default void onDirectListing(
        final int locate,
        final long timestampNs,
        final long stock,
        final boolean isEligible,
        final int minPrice,
        final int maxPrice,
        final int nearPrice,
        final long nearTimeNs)
    {
    }

    /**
     * A message that changes neither book nor trades.
     *
     * @param locate      number of the stock, or 0.
     * @param timestampNs since midnight.
     * @param type        of the message.
     */
    default void onOther(final int locate, final long timestampNs, final byte type)
    {
    }
}
