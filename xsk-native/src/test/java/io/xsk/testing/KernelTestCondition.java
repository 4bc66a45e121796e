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

import io.xsk.Capability;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

public final class KernelTestCondition implements ExecutionCondition
{
    private static final String MODE_PROP_NAME = "xsk.kernel.tests";
    private static final String REQUIRED = "required";
    private static final String OFF = "off";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(final ExtensionContext context)
    {
        final String mode = System.getProperty(MODE_PROP_NAME, "auto");
        if (OFF.equals(mode))
        {
            return ConditionEvaluationResult.disabled(MODE_PROP_NAME + "=" + OFF);
        }

        final List<Capability> missing = Capability.missing(EnumSet.allOf(Capability.class));
        if (!missing.isEmpty() && isRequired())
        {
            throw new IllegalStateException("kernel tests are required, but capabilities are missing: " + missing);
        }

        return missing.isEmpty() ?
            ConditionEvaluationResult.enabled("the kernel can be used") :
            ConditionEvaluationResult.disabled("capabilities are missing: " + missing);
    }

    /** Must what the machine can do be there, rather than a test be skipped? */
    static boolean isRequired()
    {
        return REQUIRED.equals(System.getProperty(MODE_PROP_NAME));
    }
}
