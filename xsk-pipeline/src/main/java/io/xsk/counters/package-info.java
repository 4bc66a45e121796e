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
/**
 * What a pipeline counts, to be read by any thread of its process, and by other processes, at any time.
 * <ul>
 * <li>{@link io.xsk.counters.PipelineCounters} of one pipeline, in a file; {@link io.xsk.counters.PipelineCounter}
 * says what there is.</li>
 * <li>{@link io.xsk.counters.PipelineCountersReader} maps such a file in another process.</li>
 * <li>{@link io.xsk.counters.DropTable}: where packets went that were not handled.</li>
 * <li>{@link io.xsk.counters.LatencyRecorder}: how long packets took.</li>
 * </ul>
 */
package io.xsk.counters;
