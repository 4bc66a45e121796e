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
package io.xsk.bpf;

/**
 * One rule of an {@link XdpFilter}.
 *
 * @param name      by which its counters are asked for.
 * @param match     the packets that it is for.
 * @param action    what is done with them: {@link XdpAction#REDIRECT}, {@link XdpAction#DROP} or
 *                  {@link XdpAction#PASS}.
 * @param socketSet of the maps that the filter is loaded with, where it redirects to, from 0.
 * @param mark      that a packet takes along to its slot, where the program delivers metadata.
 */
public record FilterRule(String name, Match match, XdpAction action, int socketSet, int mark)
{
    /**
     * Checks the rule.
     */
    public FilterRule
    {
        if (name.isEmpty())
        {
            throw new IllegalArgumentException("a rule must have a name: match=" + match);
        }
        if (XdpAction.REDIRECT != action && XdpAction.DROP != action && XdpAction.PASS != action)
        {
            throw new IllegalArgumentException("a rule can redirect, drop or pass: rule=" + name + " action=" + action);
        }
        if (socketSet < 0)
        {
            throw new IllegalArgumentException(
                "socketSet must not be negative: rule=" + name + " socketSet=" + socketSet);
        }
    }
}
