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
 * Receives what the messages of the schema in {@code src/main/sbe} say.
 */
public interface QuoteHandler
{
    /**
     * A price level has changed.
     *
     * @param timeNs     of the change.
     * @param instrument whose level it is.
     * @param isBid      or ask.
     * @param price      of the level.
     * @param quantity   that is there now; 0 if the level is gone.
     */
    void onLevel(long timeNs, long instrument, boolean isBid, long price, long quantity);

    /**
     * A trade.
     *
     * @param timeNs     of the trade.
     * @param instrument that was traded.
     * @param price      of the trade.
     * @param quantity   of the trade.
     */
    void onTrade(long timeNs, long instrument, long price, long quantity);
}
