// Storage and addresses are there at once.
import { items, part } from "../resources/builtin.ts";
import type { Simulation } from "./simulator.ts";

const ADDRESS = { ip: "127.0.0.1" };

/** Claims are bound. */
export const simulateClaim: Simulation = (claim) => {
  const status = part(claim, "status");
  if (status["phase"] === "Bound") return {};
  const { accessModes = [], resources } = part(claim, "spec");
  return {
    status: {
      ...status,
      phase: "Bound",
      accessModes,
      capacity: { storage: part(resources, "requests")["storage"] ?? "1Gi" },
    },
  };
};

/** Services of the type LoadBalancer get an address. */
export const simulateService: Simulation = (service) => {
  if (part(service, "spec")["type"] !== "LoadBalancer") return {};
  if (items(service, "status", "loadBalancer", "ingress").length > 0) return {};
  return { status: { ...part(service, "status"), loadBalancer: { ingress: [ADDRESS] } } };
};

/** Ingresses get an address. */
export const simulateIngress: Simulation = (ingress) => {
  if (items(ingress, "status", "loadBalancer", "ingress").length > 0) return {};
  return { status: { loadBalancer: { ingress: [ADDRESS] } } };
};
