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
package io.xsk.vm;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What {@code ./xsk vm-test} runs in the virtual machine: the conformance cases and {@link ZeroCopyChecks}, over the
 * backends that the system property {@code xsk.conformance.backends} names. It prints a line for each, and in the end a
 * summary, by which the other side of the console knows that it came to the end.
 */
public final class VmTestMain implements TestExecutionListener
{
    private int passed;
    private int failed;

    private VmTestMain()
    {
    }

    /**
     * Run all.
     *
     * @param args a regular expression for the names of the classes to run; all where there is none.
     */
    public static void main(final String[] args)
    {
        final String classes = args.length > 0 ? args[0] : "io\\.xsk\\.(vm\\.ZeroCopyChecks|Conformance(?!Table)\\w+)";
        final LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
            .selectors(selectPackage("io.xsk"))
            .filters(ClassNameFilter.includeClassNamePatterns(classes))
            .build();
        final VmTestMain listener = new VmTestMain();
        LauncherFactory.create().execute(request, listener);

        System.out.println("vm-test: " + listener.passed + " passed, " + listener.failed + " failed, Linux " +
            System.getProperty("os.version"));
        System.exit(0 == listener.failed ? 0 : 1);
    }

    @Override
    public void executionSkipped(final TestIdentifier test, final String reason)
    {
        report("SKIP", test, reason);
        failed++;
    }

    @Override
    public void executionFinished(final TestIdentifier test, final TestExecutionResult result)
    {
        if (TestExecutionResult.Status.SUCCESSFUL != result.getStatus())
        {
            failed++;
            report("FAIL", test, "");
            result.getThrowable().ifPresent(throwable -> throwable.printStackTrace(System.out));
        }
        else if (test.isTest())
        {
            passed++;
            report("pass", test, "");
        }
    }

    /** On a line of its own, whatever the firmware has left on the console. */
    private static void report(final String word, final TestIdentifier test, final String details)
    {
        final String id = test.getUniqueId();
        System.out.println("\nvm-test: " + word + ' ' + test.getDisplayName() + ' ' +
            id.replaceAll(".*\\[class:([\\w.]+)].*", "$1").replaceAll(".*\\.", "") +
            id.replaceAll(".*\\[test-template:(\\w+)\\(\\)].*", "#$1") + ' ' + details);
    }
}
