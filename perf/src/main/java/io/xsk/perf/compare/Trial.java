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
package io.xsk.perf.compare;

import com.google.gson.JsonObject;
import java.util.function.Supplier;

/**
 * One measurement of one contestant.
 *
 * @param contest    what is measured.
 * @param contestant who is.
 * @param action     measures, adds to the measurements, and answers what the contestant said.
 */
record Trial(String contest, String contestant, Supplier<JsonObject> action)
{
    /** Whether it is measured in the first round only, since what it tells is no matter of luck. */
    boolean isOnce()
    {
        return Contests.HEAP.equals(contest);
    }
}
