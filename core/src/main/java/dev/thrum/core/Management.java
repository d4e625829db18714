// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the [Inspector] becomes known to management tools: as an MBean.
///
/// The JVM's MBean server takes a while to start, so it is not touched unless somebody wants it: by the
/// system property `thrum.jmx`, by having the JVM start its management agent, or by a call.
final class Management {

    private static final String NAME = "dev.thrum:type=Inspector";

    private static final class Bean implements InspectorMXBean {
        @Override
        public String text() {
            return Inspector.snapshot().toText();
        }

        @Override
        public String json() {
            return Inspector.snapshot().toJson();
        }
    }

    private Management() {}

    /// Registers the bean if the properties of this JVM say so. Looks at them only, if they do not.
    static void registerIfWanted() {
        if (isWanted()) {
            try {
                register();
            } catch (RuntimeException e) { // a program must not end because nobody can look at it
                LoggerFactory.getLogger(Management.class).error("Could not register {}", NAME, e);
            }
        }
    }

    private static boolean isWanted() {
        String told = System.getProperty("thrum.jmx");
        return told != null
                ? !told.equals("false")
                : System.getProperty("com.sun.management.jmxremote") != null
                        || System.getProperty("com.sun.management.jmxremote.port") != null;
    }

    static void register() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .registerMBean(new StandardMBean(new Bean(), InspectorMXBean.class, true), new ObjectName(NAME));
        } catch (InstanceAlreadyExistsException e) {
            Logger log = LoggerFactory.getLogger(Management.class);
            log.debug("{} is registered, perhaps by another copy of this library", NAME, e);
        } catch (JMException e) {
            throw new IllegalStateException("Could not register " + NAME, e);
        }
    }
}
