// Numbers as Vietnamese readers write them: 1.234,5.

/** Write a number with this many decimals: 1.234,5. */
export function numberOf(value, decimals = 0) {
  const [whole, rest] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".");
  return (value < 0 ? "−" : "") + grouped + (rest ? `,${rest}` : "");
}

/** Write a number of bytes as the hub writes it (1 KB is 1024 B): 812 B, 82,7 KB, 3,4 MB. */
export function sizeOf(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  let step = 0;
  let value = bytes;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${numberOf(value, step ? 1 : 0)} ${units[step]}`;
}

/** Write a share between 0 and 1 as 47 %. */
export function percentOf(share) {
  return `${numberOf(share * 100)} %`;
}
