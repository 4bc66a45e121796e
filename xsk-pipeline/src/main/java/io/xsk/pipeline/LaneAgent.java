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

import java.util.List;
import org.agrona.concurrent.Agent;

/**
 * Owner and stages on one thread: what was received goes through all stages, each after those that it waits for, and
 * its frames are given back, before the next is received.
 */
final class LaneAgent implements Agent
{
    private final OwnerAgent<?> owner;
    private final StageAgent<?>[] stages;

    /**
     * @param owner  of the ports.
     * @param stages each after those that it waits for.
     */
    LaneAgent(final OwnerAgent<?> owner, final List<? extends StageAgent<?>> stages)
    {
        this.owner = owner;
        this.stages = stages.toArray(StageAgent<?>[]::new);
        owner.shareThread();
    }

    @Override
    public void onStart()
    {
        for (final StageAgent<?> stage : stages)
        {
            stage.onStart();
        }
    }

    @Override
    public int doWork()
    {
        owner.beginTurn();
        int workCount = owner.takeIn();
        for (int i = 0; i < stages.length; i++)
        {
            final int count = stages[i].doWork();
            if (count > 0)
            {
                owner.onRan(i);
            }
            workCount += count;
        }
        workCount += owner.giveBack();
        owner.wakeup();

        return workCount;
    }

    @Override
    public void onClose()
    {
        for (final StageAgent<?> stage : stages)
        {
            stage.onClose();
        }
    }

    @Override
    public String roleName()
    {
        return owner.roleName();
    }
}
