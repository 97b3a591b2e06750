import { type ReactElement, useEffect, useRef } from 'react';
import { AccountMenu } from './features/account/account-menu.tsx';
import { SignInView } from './features/account/sign-in-view.tsx';
import { CartLink } from './features/cart/cart-link.tsx';
import { CartView } from './features/cart/cart-view.tsx';
import { CatalogueView } from './features/catalogue/catalogue-view.tsx';
import { DevicesView } from './features/devices/devices-view.tsx';
import { EndedNotice } from './features/notices/ended-notice.tsx';
import { EndingNotice } from './features/notices/ending-notice.tsx';
import { OutageBanner } from './features/notices/outage-banner.tsx';
import { ThemePicker } from './features/theme/theme-picker.tsx';
import { usePath } from './navigation/location.ts';
import { PageLink } from './navigation/page-link.tsx';
import { focusHeading, View } from './navigation/view.tsx';

/** The whole page: what is on every view, and the view that the path names. */
export function App(): ReactElement {
  const path = usePath();
  useHeadingFocus(path);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className="site-header">
        <PageLink to="/" className="brand">
          Kettle <span>&amp;</span> Leaf
        </PageLink>
        <nav aria-label="Shop">
          <PageLink to="/">Teas</PageLink>
          <CartLink />
          <AccountMenu />
        </nav>
      </header>
      <div className="banners">
        <OutageBanner />
        <EndingNotice />
        <EndedNotice />
      </div>
      <main id="main">{viewOf(path)}</main>
      <footer className="site-footer">
        <ThemePicker />
        <p>Nothing is really sold here.</p>
      </footer>
    </>
  );
}

function viewOf(path: string): ReactElement {
  switch (path) {
    case '/':
      return <CatalogueView />;
    case '/cart':
      return <CartView />;
    case '/sign-in':
      return <SignInView />;
    case '/devices':
      return <DevicesView />;
    default:
      return (
        <View title="Nothing is here">
          <PageLink to="/">To the teas</PageLink>
        </View>
      );
  }
}

/** The page as it was loaded keeps the focus where the browser puts it. */
function useHeadingFocus(path: string): void {
  const shownPath = useRef(path);
  useEffect(() => {
    if (shownPath.current === path) return;
    shownPath.current = path;
    focusHeading();
    window.scrollTo(0, 0);
  }, [path]);
}
