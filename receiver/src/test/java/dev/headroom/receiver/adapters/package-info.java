/** Other software's metrics get the product's names, and mean the same: also where it runs, is overloaded and is killed. */
package dev.headroom.receiver.adapters;
