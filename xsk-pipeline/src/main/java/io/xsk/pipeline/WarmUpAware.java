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
package io.xsk.pipeline;

/**
 * A handler that wants to know of the {@link WarmUp}, since what it does with packets leaves a state behind. It is told
 * on the thread of its stage.
 */
public interface WarmUpAware
{
    /**
     * The packets of the warm-up begin.
     */
    default void onWarmUpStart()
    {
    }

    /**
     * The packets of the warm-up have ended, and the next one is real: forget what was made of them, and release the
     * frames that were retained. Counters and histograms of the pipeline are at zero again.
     */
    void onWarmUpEnd();
}
