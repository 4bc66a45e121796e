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
 * On which threads the owner of the ports and the stages run. The same handlers serve in each mode.
 */
public enum ThreadingMode
{
    /**
     * On the thread that calls {@link XskPipeline#invoke()}: to be embedded in an existing duty cycle, and for tests
     * that are deterministic.
     */
    INVOKER,
    /** All on one thread, each packet through all stages before the next batch: the lowest latency on few CPUs. */
    SHARED,
    /** The owner and each stage on a thread of its own: for heavy stages on many CPUs. This is the default. */
    DEDICATED
}
