// What is out of sight can wait.

// Gives a function that does `act` if the element is in sight, or as soon as it is; once, however often it is called.
export function whenInSight(element, act, margin = "0px") {
  let inSight = false;
  let isDue = false;
  const doIt = () => {
    if (!inSight || !isDue) return;
    isDue = false;
    act();
  };
  const sight = new IntersectionObserver(
    (entries) => {
      inSight = entries.at(-1).isIntersecting;
      doIt();
    },
    { rootMargin: margin },
  );
  sight.observe(element);
  return () => {
    isDue = true;
    doIt();
  };
}
