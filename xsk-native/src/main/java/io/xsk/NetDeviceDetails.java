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
package io.xsk;

import io.xsk.netlink.Attributes;
import io.xsk.netlink.EthtoolFamily;
import io.xsk.netlink.GenericNetlink;
import io.xsk.netlink.NetdevDescriptor;
import io.xsk.netlink.NetdevFamily;
import java.util.Set;

/**
 * What there is to know of a network interface before a socket is opened on it. To ask takes half a dozen calls of the
 * kernel, so it is apart from {@link NetDevice}. What the kernel or the driver does not tell is 0 or empty.
 *
 * @param device              the interface itself: index, MAC address, MTU.
 * @param driver              by its name, such as {@code ice}; empty where there is none, as for the loopback.
 * @param busAddress          of the device, such as {@code 0000:03:00.0}; empty where it is on no bus.
 * @param numaNode            of the device when it is on the PCI bus and the kernel knows it; -1 otherwise, as for
 *                            virtual interfaces, on machines without nodes, and where {@code /sys} is not mounted.
 * @param channels            that the queues belong to.
 * @param rings               of the hardware.
 * @param xdpFeatures         of the driver; empty also where the kernel is older than Linux 6.3.
 * @param zeroCopyMaxSegments most frames that a packet may take in zero-copy mode; 0 without that mode, and where the
 *                            kernel is older than Linux 6.6.
 * @param rxMetadata          that programs can read; empty also where the kernel is older than Linux 6.7.
 * @param xskFeatures         for what sockets send; empty also where the kernel is older than Linux 6.8.
 */
public record NetDeviceDetails(
    NetDevice device,
    String driver,
    String busAddress,
    int numaNode,
    ChannelCounts channels,
    RingSizes rings,
    Set<XdpFeature> xdpFeatures,
    int zeroCopyMaxSegments,
    Set<XdpRxMetadata> rxMetadata,
    Set<XskFeature> xskFeatures)
{
    /**
     * Of sets that are copied.
     */
    public NetDeviceDetails
    {
        xdpFeatures = FeatureSet.copyOf(XdpFeature.class, xdpFeatures);
        rxMetadata = FeatureSet.copyOf(XdpRxMetadata.class, rxMetadata);
        xskFeatures = FeatureSet.copyOf(XskFeature.class, xskFeatures);
    }

    /**
     * Ask the kernel for everything about an interface.
     *
     * @param name of the interface.
     * @return what it is now.
     * @throws XskException if there is no such interface in the thread's network namespace.
     */
    public static NetDeviceDetails byName(final String name)
    {
        return of(NetDevice.byName(name));
    }

    /**
     * Ask the kernel for the rest about an interface that was looked up before.
     *
     * @param device to ask for.
     * @return what it is now, with the device as given.
     * @throws XskException          if the interface is gone.
     * @throws IllegalStateException if the interface is in another network namespace than the calling thread.
     */
    public static NetDeviceDetails of(final NetDevice device)
    {
        device.requireNamespaceOfThisThread();

        final DriverInfo driver = DriverInfo.of(device.name());
        try (GenericNetlink netlink = new GenericNetlink())
        {
            final EthtoolFamily ethtool = new EthtoolFamily(netlink);
            final NetdevFamily netdev = new NetdevFamily(netlink);
            final ChannelCounts channels = ChannelCounts.of(ethtool.channels(device.index()));
            final RingSizes rings = RingSizes.of(ethtool.rings(device.index()));
            final Attributes features = netdev.device(device.index());

            return new NetDeviceDetails(
                device,
                driver.driver(),
                driver.busAddress(),
                NumaNode.of(driver.busAddress()),
                channels,
                rings,
                FeatureSet.of(XdpFeature.class, features.longNumber(NetdevDescriptor.XDP_FEATURES)),
                features.number(NetdevDescriptor.XDP_ZC_MAX_SEGS),
                FeatureSet.of(
                    XdpRxMetadata.class, features.longNumber(NetdevDescriptor.XDP_RX_METADATA_FEATURES)),
                FeatureSet.of(XskFeature.class, features.longNumber(NetdevDescriptor.XSK_FEATURES)));
        }
    }

    /**
     * The receive queues in use, to which sockets can be bound; they are numbered from 0.
     *
     * @return those of the channels, or where the driver tells of none, as many as the interface was made with, which
     * may be more than are in use.
     */
    public int rxQueues()
    {
        final int count = channels.rx() + channels.combined();

        return 0 != count ? count : device.rxQueues();
    }

    /**
     * Does the driver say that sockets can be in zero-copy mode? It may still refuse a socket for its frame length or
     * queue.
     *
     * @return true if it does; false also where the kernel is older than Linux 6.3.
     */
    public boolean isZeroCopyCapable()
    {
        return xdpFeatures.contains(XdpFeature.ZERO_COPY);
    }

    @Override
    public String toString()
    {
        return "NetDeviceDetails{name=" + device.name() +
            ", index=" + device.index() +
            ", macAddress=" + macAddressText() +
            ", mtu=" + device.mtu() +
            ", isUp=" + device.isUp() +
            ", driver=" + driver +
            ", busAddress=" + busAddress +
            ", numaNode=" + numaNode +
            ", rxQueues=" + rxQueues() +
            ", channels=" + channels +
            ", rings=" + rings +
            ", xdpFeatures=" + xdpFeatures +
            ", zeroCopyMaxSegments=" + zeroCopyMaxSegments +
            ", rxMetadata=" + rxMetadata +
            ", xskFeatures=" + xskFeatures + '}';
    }

    private String macAddressText()
    {
        return String.format("%012x", device.macAddress()).replaceAll("(..)(?!$)", "$1:");
    }
}
