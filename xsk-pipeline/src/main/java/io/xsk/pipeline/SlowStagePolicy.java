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
 * What becomes of new packets while a slow stage keeps every slot in use. Both count exactly, and against the stage
 * that was slowest then.
 */
public enum SlowStagePolicy
{
    /** They wait in the receive ring, and when that is full the kernel drops the newest and counts them. */
    BACKPRESSURE,
    /** The owner takes them off the receive ring, gives their frames back at once and counts them. */
    DROP_NEWEST
}
