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
package io.xsk.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/**
 * Runs a {@link ConformanceCase} over one backend after the other.
 */
final class BackendProvider implements TestTemplateInvocationContextProvider
{
    @Override
    public boolean supportsTestTemplate(final ExtensionContext context)
    {
        return ConformanceTest.class.isAssignableFrom(context.getRequiredTestClass());
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(final ExtensionContext context)
    {
        final List<Backend> excepted =
            List.of(context.getRequiredTestMethod().getAnnotation(ConformanceCase.class).except());

        return Backend.chosen().stream().filter(backend -> !excepted.contains(backend)).map(Invocation::new);
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(final ExtensionContext context)
    {
        return true;
    }

    private record Invocation(Backend backend) implements TestTemplateInvocationContext
    {
        @Override
        public String getDisplayName(final int index)
        {
            return backend.label();
        }

        @Override
        public List<Extension> getAdditionalExtensions()
        {
            final List<Extension> extensions = new ArrayList<>();
            if (backend.isKernel())
            {
                extensions.add(new KernelTestCondition());
            }
            extensions.add((BeforeEachCallback)context -> test(context).testbed = backend.open());
            extensions.add((AfterEachCallback)context -> CloseHelper.close(test(context).testbed));

            return extensions;
        }

        private static ConformanceTest test(final ExtensionContext context)
        {
            return (ConformanceTest)context.getRequiredTestInstance();
        }
    }
}
