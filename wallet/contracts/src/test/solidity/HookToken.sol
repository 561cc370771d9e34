// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

interface Hooked {
    function onTransfer() external;
}

/// @dev A token with a transfer hook, as ERC-777 has one: tells `listener` before the tokens move, once.
contract HookToken is ERC20("Hook", "HOOK") {
    Hooked private listener;

    constructor(address owner, uint256 supply) {
        _mint(owner, supply);
    }

    function tellOnce(Hooked next) external {
        listener = next;
    }

    function _update(address from, address to, uint256 amount) internal override {
        Hooked told = listener;
        if (address(told) != address(0)) {
            listener = Hooked(address(0));
            told.onTransfer();
        }
        super._update(from, to, amount);
    }
}

/// @dev A token that keeps one percent of every transfer.
contract FeeToken is ERC20("Fee", "FEE") {
    constructor(address owner, uint256 supply) {
        _mint(owner, supply);
    }

    function _update(address from, address to, uint256 amount) internal override {
        uint256 fee = from == address(0) ? 0 : amount / 100;
        super._update(from, to, amount - fee);
        if (fee > 0) super._update(from, address(0xFEE), fee);
    }
}
