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

import java.util.List;

/**
 * What a {@link Match} says, as a tree. A term about something that a packet does not have, such as the port of a
 * packet that is neither UDP nor TCP, is false.
 */
sealed interface Term
{
    /** All of them; none is true. */
    record All(List<Term> terms) implements Term
    {
    }

    /** At least one of them; none is false. */
    record Any(List<Term> terms) implements Term
    {
    }

    /** Not this one. */
    record Not(Term term) implements Term
    {
    }

    /** The type behind the VLAN tags. */
    record EtherType(int etherType) implements Term
    {
    }

    /** The number of VLAN tags, 2 where there are more. */
    record TagCount(int count) implements Term
    {
    }

    /** The VLAN id of the first tag, or of the second. */
    record Tag(int index, int id) implements Term
    {
    }

    /** 4 or 6. */
    record IpVersion(int version) implements Term
    {
    }

    /** The protocol in IP. */
    record Protocol(int protocol) implements Term
    {
    }

    /** The source or the destination. */
    record Address(boolean isSource, AddressPrefix prefix) implements Term
    {
    }

    /** The port of the source or the destination, from low to high. */
    record Port(boolean isSource, int low, int high) implements Term
    {
    }

    /** The source or the destination is in a set. */
    record Member(boolean isSource, FilterSet<?> set) implements Term
    {
    }
}
