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
package io.xsk.perf;

import io.xsk.CpuAffinity;

/**
 * The CPU that is for the hot thread alone. The front door says it, and starts the JVM on all the others, so that no
 * thread of the JVM runs where the hot thread does.
 */
public final class HotCpu
{
    /** The property in which the front door says it. */
    public static final String CPU_PROP_NAME = "xsk.perf.cpu";

    static final int NO_CPU = -1;

    private HotCpu()
    {
    }

    /** What the front door has said, or {@link #NO_CPU}. */
    static int said()
    {
        return Integer.getInteger(CPU_PROP_NAME, NO_CPU);
    }

    /**
     * What the front door has said, or else the last one that this thread may use.
     *
     * @return its number.
     */
    public static int orLast()
    {
        return NO_CPU == said() ? CpuAffinity.allowed().length() - 1 : said();
    }

    /**
     * Move this thread to the CPU that the front door has said, if it has.
     */
    public static void pinIfSaid()
    {
        if (NO_CPU != said())
        {
            CpuAffinity.pin(said());
        }
    }
}
