// Functions of a program, as a CUE package that step types import.
import type { Provider } from "@lateen/providers";

const PACKAGE = `package shop

// Takes goods from the stock.
#Reserve: {
	#do:       "reserve"
	#provider: "shop"
	$params: {
		item:  string
		count: int & >0
	}
	$returns?: {
		left: int
	}
}

// Takes the money.
#Charge: {
	#do:       "charge"
	#provider: "shop"
	$params: {
		customer: string
		amount:   number
	}
	$returns?: {
		receipt: string
	}
}

// Where a parcel is.
#Parcel: {
	#do:       "parcel"
	#provider: "shop"
	$params: {
		receipt: string
	}
	$returns?: {
		delivered: bool
	}
}
`;

/** What the functions act on. */
export interface Shop {
  readonly stock: Map<string, number>;
  /** What was charged, by idempotency key: a charge that is sent again is the same charge. */
  readonly charges: Map<string, { readonly customer: string; readonly amount: number }>;
  /** How often each parcel was asked for. */
  readonly looks: Map<string, number>;
}

/** The functions of a shop; templates import them as `example.com/shop`. */
export function shopProvider({ stock, charges, looks }: Shop): Provider {
  return {
    name: "shop",
    importPath: "example.com/shop",
    source: PACKAGE,
    functions: {
      reserve: {
        nature: "effect",
        async call({ params }) {
          const item = String(params["item"]);
          const left = (stock.get(item) ?? 0) - Number(params["count"]);
          if (left < 0) throw new Error(`only ${stock.get(item) ?? 0} of ${item} left`);
          stock.set(item, left);
          return { kind: "done", returns: { left } };
        },
      },
      charge: {
        nature: "effect",
        async call({ params }, { idempotencyKey, log }) {
          const charge = { customer: String(params["customer"]), amount: Number(params["amount"]) };
          charges.set(idempotencyKey, charge);
          log({ level: "info", message: "charged", fields: charge });
          return { kind: "done", returns: { receipt: `receipt-${charges.size}` } };
        },
      },
      parcel: {
        nature: "read",
        async call({ params }) {
          const receipt = String(params["receipt"]);
          const look = (looks.get(receipt) ?? 0) + 1;
          looks.set(receipt, look);
          return { kind: "done", returns: { delivered: look > 2 } };
        },
      },
    },
  };
}
