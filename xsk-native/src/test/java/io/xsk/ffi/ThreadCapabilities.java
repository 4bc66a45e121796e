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
package io.xsk.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Threads without some of the process's capabilities: the kernel keeps them by thread, see capabilities(7).
 */
public final class ThreadCapabilities
{
    private static final int VERSION_3 = 0x20080522;
    private static final int WORDS = 6;
    private static final MethodHandle CAPGET =
        Native.link("capget", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle CAPSET =
        Native.link("capset", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    private ThreadCapabilities()
    {
    }

    /**
     * Call something on a thread of its own, in the network namespace of the calling one.
     *
     * @param capability number that the thread shall not have.
     * @param supplier   to call.
     * @param <T>        type of its result.
     * @return its result; what it throws is thrown.
     */
    public static <T> T without(final int capability, final Supplier<T> supplier)
    {
        final FutureTask<T> task = new FutureTask<>(() ->
        {
            drop(1L << capability);
            return supplier.get();
        });
        new Thread(task, "without-" + capability).start();
        try
        {
            return task.get();
        }
        catch (final ExecutionException exception)
        {
            if (exception.getCause() instanceof final RuntimeException cause)
            {
                throw cause;
            }
            throw new IllegalStateException(exception);
        }
        catch (final InterruptedException exception)
        {
            throw new IllegalStateException(exception);
        }
    }

    /**
     * The calling thread loses all of them for good.
     */
    public static void dropAll()
    {
        drop(-1L);
    }

    private static void drop(final long capabilities)
    {
        final MemorySegment capture = Native.capture();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment header = arena.allocateFrom(JAVA_INT, VERSION_3, 0);
            final MemorySegment data = arena.allocate(JAVA_INT, WORDS);
            require((int)CAPGET.invokeExact(capture, header, data));
            final int low = ~(int)capabilities;
            final int high = ~(int)(capabilities >>> Integer.SIZE);
            data.setAtIndex(JAVA_INT, 0, data.getAtIndex(JAVA_INT, 0) & low);
            data.setAtIndex(JAVA_INT, 1, data.getAtIndex(JAVA_INT, 1) & low);
            data.setAtIndex(JAVA_INT, 3, data.getAtIndex(JAVA_INT, 3) & high);
            data.setAtIndex(JAVA_INT, 4, data.getAtIndex(JAVA_INT, 4) & high);
            require((int)CAPSET.invokeExact(capture, header, data));
        }
        catch (final Throwable throwable)
        {
            throw Native.unexpected(throwable);
        }
    }

    private static void require(final int result)
    {
        if (0 != result)
        {
            throw new IllegalStateException("capabilities cannot be changed");
        }
    }
}
