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
package io.xsk.samples.loopback;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Tells when the JVM has compiled what there is to compile: when its compilers have been quiet for a while. Until then
 * the threads under load allocate a little, though their code does not: the JVM makes the string constants of a class
 * on the thread whose call has a method of the class compiled.
 */
public final class CompilerQuiet
{
    private final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    private final long quietMs;
    private long compilationMs = -1;
    private long changedMs;

    /**
     * @param quietMs without any compilation.
     */
    public CompilerQuiet(final long quietMs)
    {
        this.quietMs = quietMs;
    }

    /**
     * @param nowMs by any clock that is used all the time.
     * @return true if it has been quiet for long enough; to be asked again and again.
     */
    public boolean isReached(final long nowMs)
    {
        final long current = null == compiler ? 0 : compiler.getTotalCompilationTime();
        if (current != compilationMs)
        {
            compilationMs = current;
            changedMs = nowMs;
        }

        return nowMs - changedMs >= quietMs;
    }
}
