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

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;

/**
 * A stage's loop over the slots of a batch, in a class of its own for each class of handlers: what the just-in-time
 * compiler learns of a call it notes where the call stands in the code, so a loop that all stages shared would call the
 * third class of handlers, and each after it, through a table, while in a loop of its own each is put in line.
 */
abstract class BatchLoop
{
    private static final ClassValue<BatchLoop> LOOPS = new ClassValue<>()
    {
        @Override
        protected BatchLoop computeValue(final Class<?> handlerClass)
        {
            return make();
        }
    };

    /**
     * The loop for a class of handlers, made when it is first asked for. Any thread may ask.
     */
    static BatchLoop of(final Class<?> handlerClass)
    {
        return LOOPS.get(handlerClass);
    }

    /**
     * Hand slots to a handler in order, until the last of them or until it throws.
     *
     * @param stage   told of what the handler throws.
     * @param handler of the class that the loop is for.
     * @param slots   to read.
     * @param first   slot to hand over.
     * @param last    slot to hand over.
     * @param <T>     of the slots.
     * @return the slot after the last that was handed over.
     */
    abstract <T extends FrameEvent> long run(
        StageAgent<T> stage, EventHandler<? super T> handler, RingBuffer<T> slots, long first, long last);

    /** Of the one class file as many classes. Where that is not at hand, as in a native image, all stages share one. */
    private static BatchLoop make()
    {
        final String fileName = HandlerLoop.class.getSimpleName() + ".class";
        try (InputStream classFile = HandlerLoop.class.getResourceAsStream(fileName))
        {
            return null == classFile ? new HandlerLoop() : (BatchLoop)MethodHandles.lookup()
                .defineHiddenClass(classFile.readAllBytes(), false)
                .lookupClass()
                .getDeclaredConstructor()
                .newInstance();
        }
        catch (final IOException | ReflectiveOperationException exception)
        {
            throw new IllegalStateException("cannot make a loop for a stage of " + fileName, exception);
        }
    }
}
